"""Links to a file outside, to a folder, and to itself."""


def make(root):
    pages = root / "content/arvidsjaur/page"
    (pages / "losen.yaml").symlink_to("/etc/passwd")
    (pages / "slinga.yaml").symlink_to("slinga.yaml")
    (root / "content/arvidsjaur/event").symlink_to("page", target_is_directory=True)
