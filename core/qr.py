"""QR codes for print and for screens, as addresses that hold the picture itself."""

import base64
import io

import qrcode


def data_address(text: str, *, box_size: int = 6) -> str:
    drawn = io.BytesIO()
    qrcode.make(text, box_size=box_size, border=2).save(drawn, format="PNG")
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
