"""抽樣驗證：python3 verify_draw.py frame.tsv draw.json（只用 Python 標準程式庫；方法見 drawing.md）。"""  # noqa: INP001 - a script, no package

import hashlib
import json
import sys
from pathlib import Path


def sha(*lines: str) -> str:
    """各列之雜湊值，每列以 LF 結束。"""
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


frame, said = Path(sys.argv[1]).read_bytes(), json.loads(Path(sys.argv[2]).read_bytes())
items = [line.split("\t")[0] for line in frame.decode().split("\n")[:-1]]
key = sha(said["method"], said["purpose"], said["seed"], said["public_value"], hashlib.sha256(frame).hexdigest())
checks = {
    "method": said["method"] == "smilemark-draw-1",
    "commitment": hashlib.sha256(said["seed"].encode()).hexdigest() == said["commitment"],
    "frame hash": hashlib.sha256(frame).hexdigest() == said["frame_hash"],
    "frame order": items == sorted(set(items), key=str.encode),
    "sample": sorted(items, key=lambda item: sha(key, item))[: said["size"]] == said["sample"],
}
for name, holds in checks.items():
    sys.stdout.write(f"{name} {'OK' if holds else 'DIFFERS'}\n")
sys.exit(not all(checks.values()))
