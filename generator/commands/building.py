"""`bygd build` and `bygd serve`: portals made, and shown while one works on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.checking import print_problems
from generator.commands.options import (
    Debug,
    Format,
    Lang,
    Language,
    Now,
    Root,
    explained,
    moment,
    require_folder,
    say,
    signing_key,
)
from generator.stop import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.order import Order, Report

app = typer.Typer()


@app.command(name="build")
def build_sites(
    sites: Annotated[list[str] | None, typer.Argument(help="Portaler att bygga.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Bygg alla portaler.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Mapp att lägga portalerna i.")] = Path("dist"),
    strict: Annotated[
        bool, typer.Option("--strict/--lenient", help="Stanna vid fel, eller lämna ute felaktiga poster.")
    ] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Låt många poster försvinna på en gång.")
    ] = False,
    crisis_only: Annotated[
        bool, typer.Option("--crisis-only", help="Bara meddelanden och servicepunkter, ovanpå den byggda portalen.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, help="Hur många processer som arbetar; 0: en för varje kärna.")
    ] = 0,
    cluster: Annotated[
        str, typer.Option("--cluster", help="Bygg på ett Dask-kluster, till exempel tcp://10.0.0.5:8786.")
    ] = "",
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Gör om allt, också det som inte har ändrats.")] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Visa tid och minne för varje steg.")] = False,
    format: Annotated[Format, typer.Option("--format", help="Hur felen visas.")] = Format.TEXT,
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Bygg en eller flera portaler. Build one or more sites."""
    with explained(lang, debug):
        from generator.crew import hands
        from generator.order import Order
        from generator.publish import safe_target

        require_folder(root)
        wanted = _wanted(sites or [], every, root)
        at = moment(now)
        asked = (strict, allow_removals, jobs or hands())
        orders = [Order(root, site, out, at, *asked, seal=_seal(site), reuse=not no_cache) for site in wanted]
        for order in orders[1:]:  # before the first is built: wrong usage of one must not hide what became of another
            safe_target(order.root, order.out, order.site)
        reports = _build_all(orders, profile, crisis_only, cluster)
        print_problems(sorted({p for report in reports for p in report.problems}), format, lang, to_stdout=False)
        for report in reports:
            print(_report_line(report, lang))
        raise typer.Exit(Exit.DONE if all(report.target for report in reports) else Exit.CONTENT)


def _wanted(sites: list[str], every: bool, root: Path) -> list[str]:
    """The sites to build. Where there is none at all, the build says so of "*", as a fault in the content."""
    if sites and not every:
        return sites
    from generator.config import site_names  # here: it brings in all that reads settings

    if not every:
        raise Stop("no-site", ", ".join(site_names(root)) or "-")
    return site_names(root) or ["*"]


def _seal(site: str) -> Callable[[Path], object]:
    """Signs the manifest of a whole new site, where there is a key."""
    from generator.order import unsealed

    key = signing_key()
    if key is None:
        return unsealed
    from generator.continuity.signature import sign_manifest

    return lambda staged: sign_manifest(staged, key, site)


def _build_all(orders: list[Order], show_profile: bool, crisis_only: bool, cluster: str) -> list[Report]:
    from generator.profile import Profile
    from generator.several import build_every

    profile = Profile()
    if crisis_only:
        from generator.continuity.crisis_build import build_crisis

        reports = [build_crisis(order, profile) for order in orders]
    elif cluster:
        from generator.cluster import build_on_cluster

        reports = build_on_cluster(orders, cluster)
    else:
        reports = build_every(orders, profile)
    if show_profile:
        for stage in profile.stages:
            say(f"{stage.name:<14}{stage.seconds:8.2f} s{stage.peak_mb:9.0f} MB")
    return reports


@app.command()
def serve(
    site: Annotated[str, typer.Argument(help="Portalen att visa.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port på den egna datorn.")] = 8000,
    out: Annotated[Path, typer.Option("--out", help="Mapp att lägga portalen i.")] = Path("dist"),
    lang: Language = Lang.SV,
    now: Now = "",
    root: Root = Path(),
    debug: Debug = False,
) -> None:
    """Visa en portal på den egna datorn, och bygg om den när en fil ändras. Serve a site, rebuilt on every change."""
    with explained(lang, debug):
        from generator.serve import serve as serve_site

        require_folder(root)
        serve_site(root, site, out, port, lang.value, now=moment(now) if now else None, say=say)


def _report_line(report: Report, lang: Lang) -> str:
    words = WORDS[lang]
    if report.target is None:
        return f"{report.site}: {words['refused']}"
    facts = (report.published, report.left_out, report.withdrawn, report.elsewhere)
    end = words["unchanged"] if report.is_unchanged else ""
    return f"{report.site}: {words['done'].format(*facts)} -> {report.target}{end}"


WORDS = {
    Lang.SV: {
        "done": "{} publicerade, {} utelämnade, {} borttagna, {} hör till andra portaler",
        "refused": "inte byggd; rätta felen och försök igen. Den publicerade portalen är orörd.",
        "unchanged": " (oförändrad)",
    },
    Lang.EN: {
        "done": "{} published, {} left out, {} withdrawn, {} on other sites",
        "refused": "not built; correct the faults and try again. The published site is untouched.",
        "unchanged": " (unchanged)",
    },
}
