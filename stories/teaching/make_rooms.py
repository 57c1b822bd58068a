"""Draw one picture for each of the other stories: flat shapes, muted colours, no words.

Run `python make_rooms.py`; it writes the PNG files beside itself. Only Pillow is needed. The films use the same rooms.
"""

from drawing import (
    BLUE,
    BLUE_DARK,
    CLAY,
    CLAY_DARK,
    CREAM,
    GREEN,
    GREEN_DARK,
    HEIGHT,
    INK,
    PINK,
    SKY,
    SKY_PALE,
    STEEL,
    STEEL_DARK,
    STONE,
    STONE_DARK,
    TEAL,
    TEAL_PALE,
    WHITE,
    WIDTH,
    WOOD,
    Canvas,
    curve,
)

LIGHT = "#f3e6b8"
DUSK = "#33454f"
DUSK_DARK = "#26353d"
WOOD_DARK = "#8d6f4d"


def stairs(*, is_night: bool = False, has_edges: bool = True, has_lamp: bool = False, rails: int = 2) -> Canvas:
    """A stair seen from its foot, by day or in the dark."""
    wall, tread, rise = (DUSK, "#46545a", "#3b484e") if is_night else (SKY_PALE, STONE, STONE_DARK)
    c = Canvas(wall)
    c.box(0, 700, WIDTH, HEIGHT, DUSK_DARK if is_night else WOOD)
    steps = 8
    for step in reversed(range(steps)):  # the furthest first, so that nearer ones hide it
        left, right = 300 + step * 34, 900 - step * 34
        top = 650 - step * 62
        c.box(left, top, right, 720 - step * 62 + 16, rise)
        c.shape([(left, top), (right, top), (right - 34, top - 22), (left + 34, top - 22)], tread)
        if has_edges:
            c.box(left, top - 4, right, top + 8, CREAM)
    c.box(538, 60, 662, 156, DUSK_DARK if is_night else WHITE, 4)
    for side in range(rails):
        low, high = ((268, 560), (520, 90)) if side == 0 else ((932, 560), (680, 90))
        c.line([low, high], WOOD_DARK, 18)
        for share in (0.1, 0.5, 0.9):
            x, y = low[0] + (high[0] - low[0]) * share, low[1] + (high[1] - low[1]) * share
            c.line([(x, y), (x, y + 34)], STEEL_DARK, 8)
    if not is_night:
        c.oval(560, 10, 640, 74, LIGHT)
    if has_lamp:
        for size, glow in ((210, "#4d5f62"), (140, "#737b69"), (80, "#b9ad7f")):
            c.oval(170 - size, 610 - size, 170 + size, 610 + size, glow)
        c.box(160, 610, 180, 690, WOOD_DARK)
        c.shape([(120, 620), (220, 620), (196, 550), (144, 550)], LIGHT)
        c.box(130, 684, 210, 704, WOOD_DARK, 4)
    return c


def downstairs_room() -> Canvas:
    """A made bed, a lamp that is lit, a window on a garden, a box of tools on the sill."""
    c = Canvas("#efe6d6")
    c.box(0, 610, WIDTH, HEIGHT, WOOD)
    c.box(0, 598, WIDTH, 614, WHITE)
    c.box(110, 90, 560, 400, WHITE, 6)
    c.box(130, 110, 540, 380, SKY)
    c.oval(140, 300, 330, 378, GREEN)
    c.oval(346, 290, 530, 378, GREEN_DARK)
    c.box(110, 380, 560, 408, WHITE)
    c.box(90, 400, 580, 424, STONE_DARK, 3)
    c.box(328, 110, 340, 380, WHITE)
    c.box(380, 356, 500, 402, WOOD_DARK, 4)
    for x, colour in ((396, STEEL), (420, CLAY), (444, STEEL), (468, BLUE)):
        c.line([(x, 358), (x, 326)], colour, 10)
    c.box(640, 300, 1160, 360, WOOD_DARK, 10)
    c.box(640, 460, 1170, 640, WHITE, 18)
    c.box(800, 470, 1170, 650, BLUE, 18)
    c.box(800, 470, 1170, 506, BLUE_DARK, 10)
    c.box(660, 420, 800, 486, CREAM, 20)
    c.box(650, 640, 676, 706, WOOD_DARK)
    c.box(1130, 640, 1156, 706, WOOD_DARK)
    c.oval(572, 372, 692, 492, LIGHT)
    c.shape([(596, 470), (668, 470), (650, 400), (614, 400)], "#f8efcd")
    c.box(624, 470, 640, 540, WOOD_DARK)
    c.box(576, 540, 690, 640, WOOD, 4)
    return c


def hall_door() -> Canvas:
    """A front door from inside, with a flashing lamp and a screen that shows who waits."""
    c = Canvas("#e9e3d3")
    c.box(0, 660, WIDTH, HEIGHT, CLAY_DARK)
    c.box(430, 80, 790, 670, WHITE, 6)
    c.box(452, 102, 768, 670, TEAL)
    c.box(492, 150, 728, 340, "#6b928e", 4)
    c.box(492, 400, 728, 600, "#6b928e", 4)
    c.oval(724, 372, 756, 404, LIGHT)
    c.box(500, 700, 720, 730, STONE_DARK, 6)
    for size, glow in ((120, "#efe4bf"), (88, "#f5e6a6"), (58, "#ffe98a")):
        c.oval(980 - size, 230 - size, 980 + size, 230 + size, glow)
    c.box(950, 206, 1010, 290, STEEL_DARK, 8)
    c.oval(948, 170, 1012, 240, WHITE)
    for x, y in ((860, 120), (1100, 120), (840, 250), (1120, 250)):
        c.line([(x, y), (x + (980 - x) * 0.16, y + (230 - y) * 0.16)], "#c99d2f", 9)
    c.box(900, 360, 1060, 500, INK, 10)
    c.box(914, 374, 1046, 486, SKY)
    c.oval(956, 390, 1004, 438, "#c9a68a")
    c.shape([(926, 486), (1034, 486), (1014, 440), (946, 440)], BLUE)
    c.box(90, 470, 330, 500, WOOD_DARK, 4)
    c.box(110, 500, 130, 670, WOOD_DARK)
    c.box(290, 500, 310, 670, WOOD_DARK)
    for place, colour in enumerate((CREAM, "#e6d9bd", CREAM, "#e6d9bd")):
        c.box(108 + place * 52, 426, 150 + place * 52, 472, colour, 2)
    c.shape([(230, 668), (300, 668), (292, 610), (240, 610)], STEEL_DARK)
    c.shape([(236, 616), (244, 588), (258, 612)], STEEL_DARK)
    c.shape([(276, 612), (288, 588), (296, 616)], STEEL_DARK)
    return c


def kitchen() -> Canvas:
    """A low worktop with room for knees under the hob and the sink, and a pot on the hob."""
    c = Canvas("#eee9dc")
    c.box(0, 660, WIDTH, HEIGHT, STONE)
    for x in range(0, WIDTH, 100):
        c.line([(x, 662), (x - 90, HEIGHT)], STONE_DARK, 2)
    for row in range(3):
        for column in range(12):
            c.box(
                column * 100 + 3,
                250 + row * 62,
                column * 100 + 97,
                309 + row * 62,
                TEAL_PALE if (row + column) % 4 else "#cfe0da",
            )
    c.box(430, 60, 770, 220, WHITE, 4)
    c.box(446, 76, 754, 204, SKY)
    c.box(40, 436, 1160, 470, WOOD, 6)
    c.box(40, 470, 300, 660, WHITE, 4)
    for y in (484, 544, 604):
        c.box(60, y, 280, y + 48, CREAM, 4)
        c.box(140, y + 18, 200, y + 26, STEEL_DARK, 3)
    c.box(900, 470, 1160, 660, WHITE, 4)
    c.box(920, 490, 1140, 640, CREAM, 4)
    c.box(300, 470, 318, 660, STEEL)
    c.box(882, 470, 900, 660, STEEL)
    c.box(360, 428, 560, 440, INK, 4)
    c.box(400, 342, 520, 430, CLAY, 10)
    c.box(390, 336, 530, 352, CLAY_DARK, 6)
    c.oval(448, 318, 472, 340, CLAY_DARK)
    for x in (430, 462, 494):
        c.line(curve((x, 312), (x + 16, 290), (x, 262)), WHITE, 6)
    c.box(640, 430, 840, 446, STEEL, 4)
    c.line([(740, 430), (740, 366), (776, 366), (776, 392)], STEEL_DARK, 10)
    for x, colour in ((960, GREEN), (1010, PINK), (1060, GREEN_DARK)):
        c.box(x, 380, x + 36, 436, colour, 6)
    return c


def bedroom_with_track() -> Canvas:
    """A bright bedroom: a track in the ceiling, a bed, trains on a low shelf, a wide door to a shower room."""
    c = Canvas("#dfe9ea")
    c.box(0, 640, WIDTH, HEIGHT, WOOD)
    c.box(0, 0, WIDTH, 70, WHITE)
    c.box(120, 64, 1060, 88, STEEL, 6)
    c.box(380, 84, 460, 116, STEEL_DARK, 6)
    c.line([(420, 116), (420, 186)], STEEL_DARK, 6)
    c.line([(360, 190), (480, 190)], STEEL_DARK, 10)
    c.box(800, 150, 1110, 650, WHITE, 6)
    c.box(822, 170, 1088, 650, TEAL_PALE)
    for y in range(200, 620, 70):
        c.line([(826, y), (1084, y)], "#a9c6c3", 3)
    c.line([(1030, 210), (1030, 420)], STEEL_DARK, 8)
    c.oval(1008, 196, 1052, 224, STEEL_DARK)
    c.box(180, 470, 680, 640, WHITE, 16)
    c.box(330, 480, 680, 650, GREEN, 16)
    c.box(196, 440, 330, 500, CREAM, 18)
    c.box(160, 380, 190, 690, WOOD_DARK, 6)
    c.box(670, 540, 696, 690, WOOD_DARK, 6)
    c.box(200, 240, 620, 262, WOOD_DARK, 4)
    for place, colour in enumerate((CLAY, BLUE, "#c9a04a")):
        x = 220 + place * 128
        c.box(x, 196, x + 108, 232, colour, 8)
        c.oval(x + 10, 222, x + 34, 246, INK)
        c.oval(x + 72, 222, x + 96, 246, INK)
    c.box(232, 168, 252, 200, CLAY_DARK, 3)
    return c


def hall_table() -> Canvas:
    """A brass tray on a hall table: a phone on a stand, keys, a badge; a rail on the wall."""
    c = Canvas("#e7ddd3")
    c.box(0, 680, WIDTH, HEIGHT, CLAY_DARK)
    c.box(0, 668, WIDTH, 684, WHITE)
    c.line([(80, 330), (1120, 330)], WHITE, 22)
    for x in (160, 600, 1040):
        c.line([(x, 330), (x, 366)], STEEL, 10)
    c.box(240, 470, 960, 506, WOOD, 6)
    c.box(270, 506, 930, 570, WOOD_DARK, 4)
    c.oval(582, 526, 618, 550, LIGHT)
    c.box(280, 570, 306, 690, WOOD_DARK)
    c.box(894, 570, 920, 690, WOOD_DARK)
    c.oval(330, 436, 800, 484, "#c9a04a")
    c.oval(350, 442, 780, 474, "#dcb964")
    c.box(400, 342, 470, 456, INK, 10)
    c.box(410, 354, 460, 440, SKY)
    c.oval(560, 424, 604, 460, STEEL_DARK)
    c.oval(570, 432, 594, 452, "#dcb964")
    c.line([(600, 446), (664, 456)], STEEL_DARK, 8)
    c.oval(690, 396, 752, 458, BLUE)
    c.oval(702, 408, 740, 446, WHITE)
    c.box(852, 386, 916, 472, TEAL, 8)
    for x, y, colour in ((860, 360, PINK), (890, 340, WHITE), (912, 366, PINK)):
        c.oval(x - 24, y - 24, x + 24, y + 24, colour)
    c.oval(150, 80, 330, 260, WHITE)
    c.oval(164, 94, 316, 246, CREAM)
    c.line([(240, 170), (240, 116)], INK, 8)
    c.line([(240, 170), (282, 186)], INK, 8)
    return c


def drawer() -> Canvas:
    """A drawer that stands open: batteries, menus, and an alarm on its cord."""
    c = Canvas("#e7ddd3")
    c.box(140, 180, 1060, 760, WOOD, 10)
    c.box(180, 250, 1020, 640, WOOD_DARK, 6)
    c.box(200, 262, 1000, 600, "#d9c7a8", 4)
    c.box(140, 620, 1060, 760, WOOD, 8)
    c.oval(570, 662, 630, 708, LIGHT)
    c.shape([(260, 300), (430, 280), (450, 500), (280, 520)], CREAM)
    c.line([(290, 340), (410, 326)], CLAY, 8)
    c.line([(294, 380), (414, 366)], STEEL, 6)
    c.line([(298, 420), (418, 406)], STEEL, 6)
    for y in (320, 370, 420):
        c.box(830, y, 950, y + 34, GREEN_DARK, 8)
        c.box(950, y + 9, 962, y + 25, STEEL, 2)
    c.line(curve((560, 330), (480, 470), (620, 500)), WHITE, 8)
    c.line(curve((560, 330), (740, 250), (680, 480)), WHITE, 8)
    c.oval(596, 450, 716, 570, WHITE)
    c.oval(622, 476, 690, 544, "#b5483f")
    return c


PICTURES = {
    "kasias-stairs": stairs,
    "quiet-doorbell": hall_door,
    "jamals-kitchen": kitchen,
    "the-boy-who-grew": bedroom_with_track,
    "the-downstairs-room": downstairs_room,
    "ritas-alarm": hall_table,
}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        draw().save(f"{name}.png")
