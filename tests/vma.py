"""Public warnings as Sveriges Radio's service gives them: made-up ones, in the documented format (DOMAIN.md 3.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

SENDER = "https://vmaapi.sr.se/api/v3"


def alert(identifier: str, sent: datetime, **changes: Any) -> dict[str, Any]:
    """A real alert for Arvidsjaur that holds for six hours. `value`, `text`, `area` and `expires` change its info."""
    info = {
        "language": "sv-SE",
        "category": ["Safety"],
        "event": "Viktigt meddelande till allmänheten (VMA)",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "expires": changes.pop("expires", (sent + timedelta(hours=6)).isoformat()),
        "senderName": "Sveriges Radio",
        "description": changes.pop("text", f"Det brinner på {identifier}.\r\n\r\nGå inomhus."),
        "web": "https://sverigesradio.se/artikel/vma-vad-ar-det",
        "area": [
            {
                "areaDesc": changes.pop("area", "Arvidsjaurs kommun (Norrbottens län)"),
                "geocode": [{"valueName": "Kommun", "value": changes.pop("value", "2505")}],
            }
        ],
    }
    english = {**info, "language": "en-US", "event": "Important Public Announcement (IPA)", "description": "A fire."}
    return {
        "identifier": identifier,
        "sender": SENDER,
        "sent": sent.isoformat(),
        "status": "Actual",
        "msgType": "Alert",
        "scope": "Public",
        "references": None,
        "incidents": "SRVMA1",
        "info": [info, english],
        **changes,
    }


def reference(other: dict[str, Any]) -> str:
    """How an update or a cancellation names what it supersedes (CAP 1.2)."""
    return f"{other['sender']},{other['identifier']},{other['sent']}"


def answer(*alerts: dict[str, Any]) -> dict[str, Any]:
    return {"timestamp": "2026-11-24T12:00:00+01:00", "alerts": list(alerts)}


def chain(sent: datetime) -> list[dict[str, Any]]:
    """One of each that must not be shown, or only in part: what is shown of all this is in SHOWN."""
    first, recalled = alert("FORSTA", sent), alert("ATERKALLAD", sent)
    return [
        alert("KOMMUNEN", sent),
        alert("LANET", sent, value="25"),
        alert("LANDET", sent, value="00"),
        alert("ANNAN-KOMMUN", sent, value="1490"),
        alert("OVNING", sent, status="Exercise"),
        alert("PROV", sent, status="Test"),
        alert("SYSTEM", sent, status="System"),
        first,
        alert("NYARE", sent, msgType="Update", references=reference(first)),
        recalled,
        alert("FARAN-OVER", sent, msgType="Cancel", references=reference(recalled)),
        alert("UTGANGEN", sent, expires=(sent - timedelta(hours=1)).isoformat()),
        alert("PROVET-UPPHAVER-INTE", sent),
        {
            **alert("PROV-PA-CANCEL", sent, status="Test", msgType="Cancel"),
            "references": reference(alert("PROVET-UPPHAVER-INTE", sent)),
        },
    ]


SHOWN = {"KOMMUNEN", "LANET", "LANDET", "NYARE", "PROVET-UPPHAVER-INTE"}
