"""Authentication."""

from __future__ import annotations

SCENARIOS = {
    ("loginViaApiSecret", "INVALID_REQUEST"): lambda m: m.post("/login/api-secret", {}),
    ("loginViaApiSecret", "UNAUTHORIZED"): lambda m: m.post("/login/api-secret", {"apiSecret": " "}),
    ("refreshToken", "INVALID_REQUEST"): lambda m: m.post("/token/refresh", {"refreshToken": 1}),
    ("refreshToken", "UNAUTHORIZED"): lambda m: m.post("/token/refresh", {"refreshToken": "none"}),
}
