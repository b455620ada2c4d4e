"""A picture whose end has been lost on the way."""

from io import BytesIO

from PIL import Image


def make(root):
    folder = root / "content/arvidsjaur/images"
    folder.mkdir()
    whole = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(whole, "JPEG")
    (folder / "torget.jpg").write_bytes(whole.getvalue()[:-200])
