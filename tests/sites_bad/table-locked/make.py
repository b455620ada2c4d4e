"""The first sector of a compound file, which is what a workbook with a password is."""


def make(root):
    (root / "lista.xlsx").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))


COMMAND = ("import", "company", "lista.xlsx", "--place", "arvidsjaur")
