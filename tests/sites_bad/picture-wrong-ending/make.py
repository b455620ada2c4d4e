"""A JPEG that is called a PNG."""

from PIL import Image


def make(root):
    folder = root / "content/arvidsjaur/images"
    folder.mkdir()
    Image.new("RGB", (60, 40), "navy").save(folder / "torget.png", "JPEG")
