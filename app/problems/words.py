"""What a refusal is called, and what to do about it, by its code."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.problems.ended_calls import ENDED_CALLS
from app.problems.own_calendars import OWN_CALENDARS

# Title, then what to do. Facts stand in %(…)s; instants are written in the reader's zone, which is named once.
WORDS: dict[str, tuple[Any, Any]] = {
    "not_found": (_l("Page not found"), _l("Check the address, or go back to the start.")),
    "forbidden": (_l("You cannot do this"), _l("Your account does not allow it.")),
    "wrong_role": (_l("You cannot do this"), _l("Only coaches may do this, or the other person of the call.")),
    "own_slot": (_l("This is your own slot"), _l("Students book it. Change or withdraw it under “Availability”.")),
    "email_unconfirmed": (_l("Confirm your e-mail address first"), _l("Open the link that was sent to it, then book.")),
    "account_deactivated": (_l("This account is closed"), _l("Write to the programme to have it opened again.")),
    "registration_closed": (_l("Accounts are made by the programme"), _l("Ask the programme for an invitation.")),
    "slot_overlap": (
        _l("This overlaps another of your slots"),
        _l("You have a slot on %(clashes_with)s. Choose a time before or after it."),
    ),
    "slot_taken": (_l("Someone booked that time a moment ago"), _l("Choose another time.")),
    "slot_held": (
        _l("This time is held for another student"),
        _l("That lasts until %(until)s. Choose another time, or look again then."),
    ),
    "slot_withdrawn": (_l("This time is no longer offered"), _l("Its coach took it back. Choose another time.")),
    "slot_booked": (
        _l("A student has booked this slot"),
        _l("Cancel the call, which withdraws its time too, or move it; the student is shown your reason."),
    ),
    "slot_started": (_l("This slot has begun"), _l("Only a slot that lies ahead can be withdrawn.")),
    "student_busy": (
        _l("You have another call at that time"),
        _l("It is on %(clashes_with)s. Choose a time before or after it."),
    ),
    "coach_busy": (_l("The coach has another call at that time"), _l("Choose another time.")),
    "coach_off": (_l("The coach is away at that time"), _l("Choose another time.")),
    "coach_elsewhere": (_l("The coach is busy at that time"), _l("Choose another time.")),
    **OWN_CALENDARS,
    "too_close": (
        _l("That is too close to another call of the coach"),
        _l("The coach keeps %(buffer)s free between two calls. Choose another time."),
    ),
    "chat_blocked": (
        _l("Nobody can write here any more"),
        _l("One of you has ended it. What was written stays."),
    ),
    "answer_awaited": (
        _l("You have asked enough for now"),
        _l("Write again once the coach has answered, or once you have booked a call. The limit is %(limit)s messages."),
    ),
    "coach_unavailable": (_l("This coach takes no bookings"), _l("Choose another coach.")),
    "over_limit": (
        _l("That is more calls than the programme allows"),
        _l("%(limits)s. %(way)s"),
    ),
    "booking_paused": (
        _l("You cannot book for a while"),
        _l("You missed a call after a warning. That lasts until %(until)s; write to the programme if it is wrong."),
    ),
    "opens_later": (
        _l("This time is not open to you yet"),
        _l("It is from %(opens_at)s on. Until then it is for students who have the fewest calls this semester."),
    ),
    "offer_over": (
        _l("This offer is over"),
        _l("Your place on the waitlist says what comes next. The time may be open to everybody."),
    ),
    "too_many_wishes": (_l("You wait for enough"), _l("Leave one of the waitlists first. You can be on %(limit)s.")),
    "until_past": (_l("That day is over"), _l("Choose today or a later day.")),
    "until_too_far": (_l("That is too far ahead"), _l("Choose %(furthest_on)s or an earlier day, or none.")),
    "student_erased": (
        _l("This student’s data has been erased"),
        _l("What is written about them is not kept any more. Give the score without notes."),
    ),
    "log_changed": (
        _l("This log was saved elsewhere meanwhile"),
        _l("What you typed is kept below, with what is saved now beside it. Look again, then save."),
    ),
    "already_cancelled": (_l("This call is already cancelled"), _l("There is nothing left to do.")),
    "already_answered": (_l("There is no request to answer"), _l("This call is booked already.")),
    "request_lapsed": (
        _l("This request has lapsed"),
        _l("There was no answer until %(lapsed_at)s, so the call does not take place. Coach and student are told."),
    ),
    "answer_first": (_l("This request waits for an answer"), _l("Confirm it first; then it can be moved.")),
    "not_cancelled": (_l("This call is not cancelled"), _l("There is nothing to undo.")),
    "call_ended": (_l("This call has ended"), _l("It ended on %(ended_at)s and cannot be changed any more.")),
    "call_started": (
        _l("This call has begun"),
        _l("It began on %(started_at)s. After its end the coach says how it went."),
    ),
    "too_late_to_cancel": (
        _l("It is too late to cancel or move this call yourself"),
        _l("That is possible until %(hours)s before the start, which was %(deadline)s. Call your coach instead."),
    ),
    "changed_meanwhile": (
        _l("This call was changed while you were looking at it"),
        _l("It is now on %(starts_at)s. Look at it again, then decide."),
    ),
    "same_slot": (_l("The call is at that time already"), _l("Choose another time to move it to.")),
    "other_coach": (_l("That slot belongs to another coach"), _l("Move a call to another slot of the same coach.")),
    **ENDED_CALLS,
    "slot_in_past": (_l("That time is in the past"), _l("Choose a time after %(now)s.")),
    "too_soon": (_l("That is too soon to book"), _l("Book a slot that starts after %(soonest)s.")),
    "too_far": (_l("That is too far ahead"), _l("Choose a time before %(furthest)s.")),
    "no_such_time": (
        _l("There is no such time on that day"),
        _l("The clocks go forward then. Choose %(earlier)s or %(later)s."),
    ),
    "outside_semester": (
        _l("There is no semester at that time"),
        _l("Slots lie within a semester: %(semesters)s."),
    ),
    "mail_has_ended": (_l("This mail was sent, kept or skipped"), _l("Only one that failed or waits is tried again.")),
    "semester_exists": (_l("There is a semester of this name"), _l("Choose another name.")),
    "semester_overlap": (_l("Semesters do not overlap"), _l("There is %(clashes_with)s. Choose other days.")),
    "semester_too_long": (_l("That is too long"), _l("It lasts at most %(days)s days.")),
    "same_semester": (_l("Both are the same semester"), _l("Choose another one to carry the weeks to.")),
    "holidays_unreadable": (_l("This is not a calendar file"), _l("Export one as iCalendar (.ics) and use that.")),
    "holidays_too_large": (
        _l("This calendar is too large"),
        _l("Use one of at most 1 MiB, with at most %(components)s entries, %(repeating)s of them repeating."),
    ),
    "holidays_too_often": (
        _l("An entry of this calendar repeats too often for a holiday"),
        _l("Take it out, or let it repeat by days: %(name)s."),
    ),
    "too_many_times": (_l("That is too many times"), _l("Name %(most)s at most, or make another rule.")),
    "weeks_out_of_range": (_l("That is not how far ahead slots are opened"), _l("Choose from 1 to %(most)s weeks.")),
    "during_time_off": (
        _l("You are off at that time"),
        _l("That lasts from %(off_from)s until %(off_until)s. Remove the time off first, or choose another time."),
    ),
    "time_off_past": (_l("That time is in the past"), _l("Choose a last day from today on.")),
    "time_off_too_far": (_l("That is too far ahead"), _l("Choose %(furthest_on)s or an earlier day.")),
    "time_off_too_long": (_l("That is too long to be off"), _l("It lasts at most %(days)s days.")),
    "calls_inside": (
        _l("Booked calls are inside"),
        _l("Say of each what becomes of it. These are undecided: %(calls)s."),
    ),
    "week_changed": (_l("This week changed while you were editing"), _l("Look at it again, then publish.")),
    "empty_series": (_l("No date fits this pattern"), _l("Choose a longer period, or other weekdays.")),
    "series_too_long": (_l("That period is too long"), _l("Publish at most %(days)s days at once.")),
    "until_before_from": (_l("The last day is before the first"), _l("Choose a last day on or after the first.")),
    "reason_required": (_l("Give a reason"), _l("The other person sees it.")),
    "bad_rating": (_l("Choose a number from 1 to 5"), _l("1 is poor and 5 is great.")),
    "idempotency_mismatch": (
        _l("This form was sent before with other answers"),
        _l("Open the page again, then send it."),
    ),
    "email_taken": (_l("There is an account with this e-mail address"), _l("Sign in, or use another address.")),
    "bad_credentials": (
        _l("Check your e-mail address and password"),
        _l("They do not belong together, or the address is not confirmed yet: open the link that was mailed to it."),
    ),
    "wrong_password": (
        _l("That is not your password"),
        _l("Type it again, or sign out and ask for a new one."),
    ),
    "wrong_code": (
        _l("That code does not count"),
        _l("Type the one that is shown now. Each works once: after one was used, wait for the next."),
    ),
    "sign_in_ended": (_l("This sign-in has ended"), _l("Sign in again.")),
    "setup_ended": (_l("That took too long"), _l("Type your password and begin again.")),
    "authenticator_on": (_l("An authenticator app is set up already"), _l("Turn it off first to set up another.")),
    "authenticator_off": (_l("There is no authenticator app"), _l("It has been turned off meanwhile.")),
    "passkey_refused": (
        _l("That passkey did not work"),
        _l("Nothing was changed. Try again, or use your password."),
    ),
    "passkey_exists": (_l("This passkey is known already"), _l("There is nothing left to do.")),
    "too_many_passkeys": (_l("There are enough passkeys"), _l("An account holds %(most)s. Remove one first.")),
    "link_expired": (_l("This link has expired"), _l("It was used, or it is too old. Ask for a new one.")),
    "rate_limited": (_l("That was tried too often"), _l("Wait %(wait)s, then try again.")),
    "unauthorised": (_l("Nobody is signed in"), _l("Sign in, then try again.")),
    "code_required": (_l("This account asks for a code"), _l("Send one from the authenticator app as well.")),
    "missing_scope": (_l("This token may not do that"), _l("Use one with the scope “%(scope)s”.")),
    "bad_email": (_l("Enter an e-mail address"), _l("It looks like name@example.org.")),
    "bad_phone": (_l("Enter a phone number with its country code"), _l("Like %(example)s.")),
    "bad_timezone": (_l("Choose a time zone from the list"), _l("Like Europe/Lisbon.")),
    "bad_locale": (_l("Choose a language by its code"), _l("Like en or pt.")),
    "weak_password": (
        _l("Choose a longer password"),
        _l("At least %(shortest)s characters. Three or four words make a good one."),
    ),
    "guessable_password": (
        _l("This password is easily guessed"),
        _l("Choose three or four words that do not belong together, and no name or date."),
    ),
    "backup_exists": (
        _l("There is a file at that place"),
        _l("Choose another name, or say --force to replace %(file)s."),
    ),
    "backup_failed": (
        _l("The database could not be copied"),
        _l("Its program says: %(why)s. What was there before is unchanged."),
    ),
    "not_a_backup": (
        _l("This is not a whole copy of a database of this kind"),
        _l("Name a file that flask backup has written; %(file)s is none."),
    ),
    "roster_not_utf8": (
        _l("This is not a CSV file in UTF-8"),
        _l("Line %(line)s cannot be read. Save it as “CSV UTF-8” and use that."),
    ),
    "roster_too_long": (_l("This file is too long"), _l("Split it: at most %(rows)s rows, and 8 MiB.")),
    "roster_broken": (
        _l("This file cannot be read to its end"),
        _l("Look at the quotation marks from line %(line)s on."),
    ),
    "no_address_column": (
        _l("There is no column for addresses"),
        _l("The first line names the columns: email, and as many of these as there are: %(known)s."),
    ),
    "unknown_column": (_l("A column has an unknown name"), _l("It is %(heading)s. The columns are: %(known)s.")),
    "misspelt_column": (_l("A column has an unknown name"), _l("It is %(heading)s. Did you mean %(near)s?")),
    "repeated_column": (_l("A column stands there twice"), _l("It is %(heading)s. Remove one of the two.")),
    "too_many_cells": (
        _l("This row has more cells than there are columns"),
        _l("Put a text with a comma in it between quotation marks."),
    ),
    "bad_role": (_l("Choose a role"), _l("Write student or coach.")),
    "subjects_without_role": (_l("Only a coach has subjects"), _l("Write coach as the role.")),
    "repeated_address": (_l("This address stands there twice"), _l("It is on line %(first)s too.")),
    "bad_scope": (_l("Choose what the token may be used for"), _l("One or more of these: %(known)s.")),
    "bad_events": (_l("Choose what to be told of"), _l("One or more of these: %(known)s.")),
    "bad_webhook_url": (
        _l("This address cannot be told anything"),
        _l("It begins with https:// and has no name or password in it."),
    ),
    "too_many_webhooks": (_l("There are enough webhooks"), _l("An account holds %(most)s. Remove one first.")),
    "webhook_disabled": (_l("This webhook is switched off"), _l("Switch it on again first.")),
    "delivery_waits": (_l("This waits to be sent anyway"), _l("Look again in a moment.")),
    "expiry_in_past": (_l("That day is past"), _l("Choose a last day that is today or later.")),
    "booked_calls_ahead": (
        _l("This coach has booked calls ahead"),
        _l("Cancel or move them first: %(calls)s."),
    ),
    "subject_exists": (_l("There is a subject of this name"), _l("Choose another name.")),
    "subject_in_use": (
        _l("Coaches teach this subject"),
        _l("Merge it into another instead. Coaches who teach it: %(coaches)s."),
    ),
    "bad_money": (_l("Enter an amount"), _l("Like 38 or 38.50.")),
    "bad_currency": (_l("Enter a currency by its three letters"), _l("Like EUR or USD.")),
    "bad_language": (
        _l("One of these languages is not known"),
        _l("Write “%(given)s” in English or by its code, like Portuguese or pt."),
    ),
    "bad_minutes": (_l("That is too long"), _l("Choose %(most)s at most.")),
    "photo_unreadable": (_l("This is not a picture"), _l("Choose a JPEG, PNG or WebP file.")),
    "photo_too_large": (
        _l("This picture is too large"),
        _l("Choose one of at most %(megabytes)s MB and %(megapixels)s megapixels."),
    ),
    "photo_too_small": (_l("This picture is too small"), _l("Choose one with at least %(pixels)s pixels each way.")),
    "too_many_names": (_l("That is too many"), _l("Name %(limit)s at most.")),
    "required": (_l("This is needed"), _l("Fill it in.")),
    "too_long": (_l("This is too long"), _l("Use at most %(limit)s characters; there are %(length)s.")),
    "unreadable_text": (
        _l("This text has characters that cannot be stored"),
        _l("Remove them and type the text again."),
    ),
    "not_empty": (
        _l("This database already has people"),
        _l("Demo data goes into an empty one. To begin again, run: flask demo reset"),
    ),
    "not_demo": (_l("These are not the people of the demo"), _l("Only a database of the demo is emptied.")),
    "in_production": (_l("This is never done in production"), _l("Demo data is for trying Coachbook out.")),
    "maintenance": (_l("We are working on this site"), _l("Come back in about %(wait)s.")),
    "busy": (_l("Many people are booking right now"), _l("Try again in a moment.")),
}
