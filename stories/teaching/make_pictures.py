"""Draw the two pictures for Mary's story: flat shapes, muted colours, no words.

Run `python make_pictures.py`; it writes the PNG files beside itself. Only Pillow is needed.
"""

from drawing import (
    BLUE,
    BLUE_DARK,
    CLAY,
    CLAY_DARK,
    CREAM,
    GREEN,
    GREEN_DARK,
    GREEN_PALE,
    HEIGHT,
    INK,
    PINK,
    SKY,
    SKY_PALE,
    STEEL,
    STEEL_DARK,
    STONE,
    STONE_DARK,
    TEAL_PALE,
    WHITE,
    WIDTH,
    WOOD,
    Canvas,
    curve,
)


def bathroom() -> None:
    """A level shower floor with a fold-down seat, a rail and a hand shower."""
    c = Canvas(SKY_PALE)

    # Back wall: plain on the left, tiled in the shower.
    tile, gap = 80, 4
    c.box(480, 0, WIDTH, 620, "#a9c6c3")
    for row, top in enumerate(range(-20, 620, tile)):
        for column, left in enumerate(range(484, WIDTH, tile)):
            colour = TEAL_PALE if (row + column * 3) % 5 else "#c7dad4"
            c.box(left, max(top, 0), left + tile - gap, min(top + tile - gap, 620), colour)
    c.box(472, 0, 484, 620, WHITE)

    # Floor, with the shower part in one level with the rest.
    c.box(0, 620, WIDTH, HEIGHT, STONE)
    c.shape([(478, 620), (WIDTH, 620), (WIDTH, HEIGHT), (400, HEIGHT)], "#b4c5c1")
    for offset in range(1, 9):
        x = 478 + offset * 90
        c.line([(x, 624), (x + (offset - 4.5) * 22 - 40, HEIGHT + 4)], "#a8bbb7", 2)
    for y in (664, 722):
        c.line([(478 - (y - 620) * 0.43, y), (WIDTH + 4, y)], "#a8bbb7", 2)
    c.box(0, 606, 472, 622, WHITE)
    c.box(724, 690, 836, 706, STEEL_DARK, 6)
    for x in range(736, 828, 14):
        c.box(x, 694, x + 6, 702, "#d3dcdb", 2)

    # Window with a plant on the sill.
    c.box(90, 90, 370, 350, WHITE, 6)
    c.box(106, 106, 224, 334, SKY)
    c.box(236, 106, 354, 334, SKY)
    c.oval(262, 132, 322, 192, "#f3e6b8")
    c.shape([(106, 292), (160, 262), (224, 300), (224, 334), (106, 334)], GREEN_PALE)
    c.shape([(236, 300), (296, 270), (354, 296), (354, 334), (236, 334)], GREEN_PALE)
    c.box(74, 346, 386, 366, WHITE, 4)
    c.box(74, 360, 386, 366, STONE)
    for end_x, end_y in ((122, 240), (150, 222), (176, 246), (104, 276), (194, 280)):
        c.line(curve((148, 312), ((148 + end_x) / 2, end_y + 8), (end_x, end_y)), GREEN_DARK, 7)
    c.shape([(122, 304), (176, 304), (168, 348), (130, 348)], CLAY)
    c.box(117, 298, 181, 312, CLAY_DARK, 4)

    # Towel on a rail.
    c.line([(108, 424), (352, 424)], STEEL, 10)
    c.oval(98, 414, 118, 434, STEEL_DARK)
    c.oval(342, 414, 362, 434, STEEL_DARK)
    c.box(150, 418, 290, 572, BLUE, 8)
    c.box(150, 526, 290, 538, SKY_PALE)
    c.box(150, 546, 290, 552, SKY_PALE)
    c.box(150, 418, 290, 438, BLUE_DARK, 8)

    # Bath mat.
    c.shape([(120, 690), (356, 690), (330, 752), (82, 752)], GREEN)
    c.shape([(132, 698), (340, 698), (318, 744), (100, 744)], "#93b096")

    # Shower: riser rail, hose, head and lever control.
    c.box(1000, 108, 1012, 470, STEEL, 6)
    c.oval(992, 98, 1020, 126, STEEL_DARK)
    c.oval(992, 452, 1020, 480, STEEL_DARK)
    hose = curve((962, 214), (920, 560), (1034, 530)) + curve((1034, 530), (1090, 520), (1084, 392))
    c.line(hose, STEEL_DARK, 8)
    c.line([(1006, 178), (950, 206)], STEEL_DARK, 16)
    c.shape([(906, 196), (966, 166), (976, 188), (916, 222)], STEEL)
    c.oval(896, 186, 936, 232, STEEL)
    c.box(1048, 346, 1140, 398, WHITE, 26)
    c.oval(1056, 352, 1096, 392, STEEL)
    c.line([(1076, 372), (1128, 372)], INK, 12)
    for index, (x, y) in enumerate(
        ((894, 240), (870, 246), (914, 246), (880, 292), (850, 302), (906, 296), (832, 356), (868, 350))
    ):
        c.line([(x, y), (x - 9 - index, y + 28)], "#7fabbd", 5)

    # Dark rail on a pale wall, so that it can be seen.
    c.line([(546, 404), (546, 250)], BLUE_DARK, 18)
    c.line([(546, 404), (630, 404)], BLUE_DARK, 18)
    for x, y in ((546, 246), (634, 404), (546, 404)):
        c.oval(x - 17, y - 17, x + 17, y + 17, BLUE_DARK)
        c.oval(x - 6, y - 6, x + 6, y + 6, BLUE)

    # Fold-down seat with wall plates and legs.
    c.box(684, 400, 858, 416, STEEL_DARK, 8)
    c.box(694, 410, 712, 500, STEEL_DARK, 4)
    c.box(830, 410, 848, 500, STEEL_DARK, 4)
    c.line([(686, 520), (678, 660)], STEEL, 13)
    c.line([(858, 520), (866, 660)], STEEL, 13)
    c.box(666, 656, 692, 670, INK, 6)
    c.box(852, 656, 878, 670, INK, 6)
    c.shape([(690, 478), (854, 478), (884, 520), (660, 520)], WHITE)
    c.box(658, 514, 886, 540, "#dfe5e0", 10)
    c.box(658, 530, 886, 540, STEEL, 5)
    for x in (718, 752, 786, 820):
        c.line([(x, 490), (x + (x - 772) * 0.22, 508)], "#cfd9d5", 5)

    # Shelf with soap and a bottle.
    c.box(1046, 262, 1168, 274, STEEL_DARK, 4)
    c.box(1062, 200, 1096, 262, GREEN, 8)
    c.box(1070, 182, 1088, 204, GREEN_DARK, 4)
    c.box(1110, 242, 1154, 262, PINK, 9)

    c.save("marys-bathroom.png")


def front_door() -> None:
    """A blue front door, two steps and a handrail."""
    c = Canvas(SKY)

    # House wall of pale brick.
    c.box(0, 0, WIDTH, 640, "#e6ddcb")
    for row, top in enumerate(range(0, 640, 32)):
        shift = 0 if row % 2 else 44
        for left in range(-88 + shift, WIDTH, 88):
            if (left // 44 + row * 5) % 7 in (0, 3):
                c.box(left + 3, top + 3, left + 85, top + 29, "#ddd2bd", 2)
        c.box(0, top, WIDTH, top + 2, "#d8ccb6")

    # Ground and path.
    c.box(0, 636, WIDTH, HEIGHT, GREEN_PALE)
    c.shape([(462, 690), (806, 690), (900, HEIGHT), (360, HEIGHT)], STONE)
    c.shape([(462, 690), (474, 690), (380, HEIGHT), (360, HEIGHT)], STONE_DARK)
    c.shape([(794, 690), (806, 690), (900, HEIGHT), (880, HEIGHT)], STONE_DARK)
    c.line([(444, 726), (824, 726)], STONE_DARK, 3)
    c.line([(406, 770), (862, 770)], STONE_DARK, 3)

    # Window with curtains and a box of flowers.
    c.box(88, 178, 372, 442, WHITE, 4)
    c.box(104, 194, 356, 426, "#a9c4cc")
    c.shape([(104, 194), (186, 194), (140, 330), (148, 426), (104, 426)], CREAM)
    c.shape([(356, 194), (274, 194), (320, 330), (312, 426), (356, 426)], CREAM)
    c.box(225, 194, 235, 426, WHITE)
    c.box(104, 282, 356, 290, WHITE)
    c.box(72, 438, 388, 458, STONE_DARK, 3)
    for x, colour in (
        (110, GREEN),
        (150, GREEN_DARK),
        (192, GREEN),
        (236, GREEN_DARK),
        (280, GREEN),
        (322, GREEN_DARK),
    ):
        c.oval(x - 16, 430, x + 54, 490, colour)
    for x, y, colour in (
        (124, 442, PINK),
        (168, 434, WHITE),
        (212, 444, PINK),
        (258, 434, WHITE),
        (302, 444, PINK),
        (346, 440, WHITE),
    ):
        c.oval(x - 10, y - 10, x + 10, y + 10, colour)
        c.oval(x - 4, y - 4, x + 4, y + 4, "#e6cf8a")
    c.box(92, 468, 372, 510, WOOD, 6)
    c.box(92, 468, 372, 480, "#a58058", 4)

    # Porch lamp.
    c.box(842, 206, 856, 232, INK, 3)
    c.shape([(826, 232), (872, 232), (864, 290), (834, 290)], "#f3e6b8")
    c.box(820, 224, 878, 236, INK, 4)
    c.box(832, 288, 866, 298, INK, 3)

    # Door and frame.
    c.box(492, 96, 768, 604, WHITE, 6)
    c.box(516, 200, 744, 604, BLUE)
    c.box(516, 116, 744, 188, "#a9c4cc")
    c.box(626, 116, 634, 188, WHITE)
    c.box(548, 236, 620, 384, BLUE_DARK, 4)
    c.box(640, 236, 712, 384, BLUE_DARK, 4)
    c.box(556, 244, 612, 376, "#5b8b9e", 3)
    c.box(648, 244, 704, 376, "#5b8b9e", 3)
    c.box(548, 450, 620, 572, BLUE_DARK, 4)
    c.box(640, 450, 712, 572, BLUE_DARK, 4)
    c.box(556, 458, 612, 564, "#5b8b9e", 3)
    c.box(648, 458, 704, 564, "#5b8b9e", 3)
    c.box(590, 408, 670, 424, "#d8c48f", 4)
    c.line([(536, 418), (562, 418)], "#d8c48f", 12)
    c.box(508, 600, 752, 608, STEEL_DARK)

    # Two steps with a pale edge that can be seen.
    c.box(480, 606, 784, 650, STONE_DARK)
    c.box(474, 604, 790, 618, CREAM, 2)
    c.box(446, 652, 822, 698, "#b3aa97")
    c.box(438, 648, 830, 662, CREAM, 2)

    # Handrail on the right: two posts, a mid bar and a rounded end.
    c.line([(806, 456), (806, 652)], INK, 14)
    c.line([(886, 546), (886, 730)], INK, 14)
    c.line([(806, 550), (886, 640)], INK, 9)
    end = curve((890, 548), (926, 588), (902, 604))
    c.line([(786, 448), (802, 448), *end], BLUE_DARK, 22)
    c.line([(786, 444), (802, 444), (886, 538)], "#6794a6", 5)
    c.box(774, 424, 790, 472, INK, 5)
    c.oval(866, 722, 906, 738, INK)
    c.oval(790, 646, 822, 660, INK)

    # Flower pot by the door and a shrub at the corner.
    for end_x, end_y in ((358, 528), (386, 506), (414, 528), (340, 560), (430, 560)):
        c.line(curve((386, 620), ((386 + end_x) / 2, end_y + 12), (end_x, end_y)), GREEN_DARK, 8)
    for x, y, colour in ((358, 524, PINK), (386, 502, WHITE), (414, 524, PINK), (338, 556, WHITE), (432, 556, WHITE)):
        c.oval(x - 17, y - 17, x + 17, y + 17, colour)
        c.oval(x - 6, y - 6, x + 6, y + 6, "#e6cf8a")
    c.shape([(346, 616), (426, 616), (412, 698), (360, 698)], CLAY)
    c.box(338, 606, 434, 628, CLAY_DARK, 5)
    c.oval(930, 672, WIDTH + 90, 734, "#a3bba1")
    for x, y, r, colour in (
        (1010, 600, 78, GREEN_DARK),
        (1100, 566, 104, GREEN),
        (1190, 604, 92, GREEN_DARK),
        (1052, 640, 62, "#8fae92"),
        (1140, 650, 70, "#8fae92"),
    ):
        c.oval(x - r, y - r, x + r, y + r, colour)

    c.save("marys-front-door.png")


if __name__ == "__main__":
    bathroom()
    front_door()
