"""What editors and file managers leave behind; git would ignore some of it."""


def make(root):
    for name in (".om.yaml.swp", "om (1).yaml", "om.yaml~"):
        (root / "content/arvidsjaur/page" / name).write_text("title: Gammalt\n", "utf-8")
