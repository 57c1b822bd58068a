"""A drawing surface for the stories' pictures: flat shapes, muted colours."""

from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 1200, 800
SCALE = 3  # drawn large and made smaller, for smooth edges
COLOURS = 160

INK = "#2f4a55"
CREAM = "#f4f0e6"
WHITE = "#fbfaf6"
STEEL = "#8fa3a8"
STEEL_DARK = "#6d8389"
SKY = "#cfe0e4"
SKY_PALE = "#e3edec"
BLUE = "#4f7f93"
BLUE_DARK = "#3f6779"
TEAL = "#7fa8a4"
TEAL_PALE = "#bcd3cd"
GREEN = "#7d9f82"
GREEN_DARK = "#5f8469"
GREEN_PALE = "#b9cdb4"
STONE = "#d9d3c4"
STONE_DARK = "#bfb7a5"
CLAY = "#c48a6a"
CLAY_DARK = "#a87053"
WOOD = "#b8946c"
PINK = "#d9a7a0"

Point = tuple[float, float]
Points = list[Point]


class Canvas:
    """A drawing surface that takes picture coordinates and keeps edges smooth."""

    def __init__(self, background: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self.draw = ImageDraw.Draw(self.image)

    @staticmethod
    def _scaled(points: Points) -> Points:
        return [(x * SCALE, y * SCALE) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, radius: int = 0) -> None:
        corners = self._scaled([(left, top), (right, bottom)])
        self.draw.rounded_rectangle(corners, radius=radius * SCALE, fill=fill)

    def shape(self, points: Points, fill: str) -> None:
        self.draw.polygon(self._scaled(points), fill=fill)

    def oval(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.draw.ellipse(self._scaled([(left, top), (right, bottom)]), fill=fill)

    def line(self, points: Points, fill: str, width: int) -> None:
        """A line with round joints and round ends."""
        self.draw.line(self._scaled(points), fill=fill, width=width * SCALE, joint="curve")
        for x, y in points:
            half = width / 2
            self.oval(x - half, y - half, x + half, y + half, fill)

    def small(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def save(self, name: str) -> None:
        small = self.small()
        small = small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        small.save(HERE / name, optimize=True)


def curve(start: Point, control: Point, end: Point, steps: int = 40) -> Points:
    """Points along a simple curve from start to end, drawn towards control."""

    def at(t: float, axis: int) -> float:
        return (1 - t) ** 2 * start[axis] + 2 * (1 - t) * t * control[axis] + t**2 * end[axis]

    return [(at(step / steps, 0), at(step / steps, 1)) for step in range(steps + 1)]
