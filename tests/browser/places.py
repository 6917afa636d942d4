"""Every page of the site by who looks at it, for what is measured on all of them."""

PAGES = {
    None: ("/", "/coaches", "/coaches?q=nobody&day=1", "/coaches/{alice}", "/coaches/{alice}?from=2027-03-20",
           "/coaches/{alice}/reviews",
           "/slots", "/slots?time=night&day=2", "/slots/{open_slot}", "/login", "/register", "/time-zone", "/help",
           "/privacy", "/terms", "/accessibility", "/nowhere", "/login/link", "/forgot", "/look-into-your-mail",
           "/confirm/expired", "/api/docs", "/api/docs/guide", "/api/docs/addresses", "/api/docs/shapes"),
    "bob": ("/", "/slots/{open_slot}", "/slots/{booked_slot}", "/calls", "/calls?view=past", "/calls/hours",
            "/calls/{call}", "/calls/{call}/cancel", "/calls/{call}/move",
            "/calls/{call}/review", "/settings", "/settings/security",
            "/settings/security/authenticator", "/settings/security/passkeys/new", "/settings/calendar",
            "/settings/data", "/settings/data/erase", "/schedule", "/messages", "/notifications", "/settings/tokens",
            "/settings/webhooks", "/settings/calendar/connect", "/settings/notifications", "/saved",
            "/waitlist", "/waitlist/join"),
    "alice": ("/", "/coaches/{alice}", "/schedule", "/schedule/series", "/schedule/time-off", "/schedule/rules",
              "/slots/{booked_slot}/withdraw", "/calls",
              "/calls/{call}",
              "/calls/{call}/cancel", "/calls/{call}/move", "/calls/{call}/feedback", "/slots/{open_slot}", "/feedback",
              "/reviews", "/history", "/dashboard", "/students", "/students/{bob}", "/settings/coach"),
    "charlie": ("/calls", "/messages", "/messages/coach/{alice}"),
}  # fmt: skip

# Pages that need more than an address: a code on its way, a passkey, a link from a mail, a conversation.
ELSEWHERE = ("/login/code", "/login/recovery", "/settings/security/passkeys/<number:passkey_id>", "/login/link/<token>",
             "/reset/<token>", "/new-address/<token>", "/invitation/<token>", "/messages/<number:conversation_id>",
             "/messages/<number:conversation_id>/report", "/messages/student/<number:person_id>",
             "/calls/<number:call_id>/decline",
             "/unsubscribe/<token>", "/settings/webhooks/<number:webhook_id>",
             "/schedule/rules/<number:rule_id>", "/settings/calendar/choose", "/settings/calendar/google",
             "/settings/calendar/google/return")  # fmt: skip
# What is read by programs.
NO_PAGE = ("/healthz", "/readyz", "/metrics", "/robots.txt", "/speculation.json", "/history.csv", "/dashboard.csv",
           "/calendar/<token>.ics", "/stream/viewer", "/coaches/<number:coach_id>/photo",
           "/messages/<number:conversation_id>/news", "/calls/<number:call_id>/calendar.ics")  # fmt: skip
