"""People's calendars at other servers, each kind behind the port of `domain.remote_calendars`."""
