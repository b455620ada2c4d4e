"""Two pictures in one file."""

from PIL import Image


def make(root):
    folder = root / "content/arvidsjaur/images"
    folder.mkdir()
    first, second = (Image.new("RGB", (60, 40), colour) for colour in ("navy", "white"))
    first.save(folder / "torget.png", save_all=True, append_images=[second])
