"""Configuration for nginx and Caddy that serves a built site as its own `_headers` and `_redirects` say.

Everything is read from the built site, so the headers have one source and a mirror needs nothing but the copy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.media_type import OF_ENDING, with_letters

TYPE = "Content-Type"
TYPES: Mapping[str, str] = {**OF_ENDING, ".pagefind": OF_ENDING[".wasm"]}
"""File ending -> what is in it."""
_RULE = re.compile(r"  ([\w-]+): (.*)")


@dataclass(frozen=True, slots=True)
class HostRules:
    """`headers`: name -> (path pattern, value) in order, the last that matches holds. `moved`: old path -> new."""

    headers: Mapping[str, tuple[tuple[str, str], ...]]
    moved: Mapping[str, str]


def read_rules(site: Path) -> HostRules:
    """What the site asks of its host."""
    headers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    pattern = ""
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if rule := _RULE.fullmatch(line):
            headers[rule[1]].append((pattern, rule[2]))
        else:
            pattern = line
    rows = (line.split() for line in (site / "_redirects").read_text("utf-8").splitlines())
    moved = {row[0].rstrip("*"): row[1] for row in rows if len(row) == 3}
    return HostRules({name: tuple(values) for name, values in headers.items()}, moved)


NEEDS_HTTPS = ("Strict-Transport-Security", "Cross-Origin-Opener-Policy")
"""Headers that a browser heeds over https only; the second it even complains of."""
UPGRADE = re.compile(r";? *upgrade-insecure-requests")


def over_http(rules: HostRules) -> HostRules:
    """The rules for a host without https, as the box at a service point: nothing there sends a browser to https."""
    kept = ((name, values) for name, values in rules.headers.items() if name not in NEEDS_HTTPS)
    plain = {name: tuple((pattern, UPGRADE.sub("", value)) for pattern, value in values) for name, values in kept}
    return HostRules(plain, rules.moved)


def nginx(rules: HostRules, name: str, root: str) -> str:
    """A file for /etc/nginx/conf.d/: one map per header, since nginx inherits its headers all or none."""
    # nginx gives every answer a type of its own, and one that is added would be a second.
    added = [header for header in rules.headers if header != TYPE]
    maps = "\n".join(_nginx_map(header, rules.headers[header]) for header in added)
    sent = "\n".join(f"    add_header {header} ${_variable(header)} always;" for header in added)
    moved = "".join(f'    "~^{re.escape(old)}" "{new}";\n' for old, new in rules.moved.items())
    types = "\n".join(f"        {kind} {' '.join(endings)};" for kind, endings in _endings().items())
    typed = "".join(
        f'    location ~ "^{_as_pattern(pattern)}" {{ types {{}} default_type "{value}"; }}\n'
        for pattern, value in reversed(rules.headers.get(TYPE, ()))
    )
    return (
        f'{maps}\nmap $uri $bygd_moved {{\n    default "";\n{moved}}}\n\nserver {{\n    listen 80;\n'
        f"    server_name {name};\n    root {root};\n    index index.html;\n    charset utf-8;\n"
        f"    server_tokens off;\n    gzip on;\n    gzip_types text/css text/javascript application/json "
        f"application/xml image/svg+xml;\n    types {{\n{types}\n    }}\n    default_type application/octet-stream;\n"
        f"{sent}\n    error_page 404 /404.html;\n    if ($bygd_moved) {{ return 301 $bygd_moved; }}\n"
        f"{typed}    location / {{ try_files $uri $uri/ =404; }}\n}}\n"
    )


def _endings() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for ending, kind in TYPES.items():
        found[kind].append(ending[1:])
    return found


def _nginx_map(header: str, values: tuple[tuple[str, str], ...]) -> str:
    """nginx takes the first pattern that matches, so the last rule comes first."""
    rows = "".join(f'    "~^{_as_pattern(pattern)}" "{value}";\n' for pattern, value in reversed(values))
    return f'map $uri ${_variable(header)} {{\n    default "";\n{rows}}}\n'


def _variable(header: str) -> str:
    return "bygd_" + header.lower().replace("-", "_")


def _as_pattern(pattern: str) -> str:
    return ".*".join(map(re.escape, pattern.split("*"))) + "$"


def caddy(rules: HostRules, name: str, root: str) -> str:
    """A Caddyfile. A rule is told to leave alone the paths of those after it: the last that matches holds."""
    lines = [f"{name} {{", f"    root * {root}", "    encode gzip", "    file_server"]
    lines += (f"    redir {old}* {new} permanent" for old, new in rules.moved.items())
    # Caddy knows the types that its computer knows, and those differ.
    types = (*((f"/*{ending}", with_letters(kind)) for ending, kind in TYPES.items()), *rules.headers.get(TYPE, ()))
    for number, (header, values) in enumerate({**rules.headers, TYPE: types}.items()):
        for at, (pattern, value) in enumerate(values):
            later = "|".join(f"^{_as_pattern(other)}" for other, _ in values[at + 1 :])
            matcher = f"@h{number}_{at}"
            lines.append(f"    {matcher} {{\n        path_regexp ^{_as_pattern(pattern)}")
            lines += [f"        not path_regexp {later}"] if later else []
            lines.append(f"    }}\n    header {matcher} {header} `{value}`")
    lines += [
        f"    handle_errors {{\n        header {TYPE} `{with_letters(TYPES['.html'])}`",
        "        rewrite * /404.html\n        file_server\n    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


HOSTS = {"nginx": nginx, "caddy": caddy}
