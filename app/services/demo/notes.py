"""What the people of the demo write to one another."""

BOOKING = (
    "I would like to go through the exercise from last week.",
    "First call! I am a beginner, slowly please.",
    "I have an exam on Friday and chapter four makes no sense to me.",
    "Can we only talk this time? I need practice.",
    "I will send a page the evening before.",
    "Same as always.",
    "I may be five minutes late, my bus is what it is.",
    "Two questions about the homework, then something new.",
)

SHARED = (
    "Good work on the long exercise. For next time: the second half, without looking.",
    "You speak much faster than a month ago. Watch the endings.",
    "We finished chapter three. Read the first two pages of chapter four.",
    "A hard one today, and you stayed with it. Rest, then repeat it once.",
    "Please bring the corrected page; we start from there.",
    "The plan until the exam: one past paper a week, timed.",
    "Short sentences. You know why.",
    "We practised the opening five times and the fifth was very good.",
    "Keep a list of words you had to look up; ten are enough.",
    "Next time we try it without notes.",
    "The idea is right, the order is not yet. Draw it before you write it.",
    "You explained it to me better than the book does.",
)

SHORT = (
    "Chapter 3 done.",
    "Accents!",
    "Page 41, again.",
    "Much better.",
    "Timed essay next.",
    "Read aloud every day.",
    "Good. More verbs.",
    "Bring the letter.",
    "Past paper 2019.",
    "Introduction first.",
)

PRIVATE = (
    "Tired today. Ask how the new job is going.",
    "Ready for a harder text, does not believe it yet.",
    "Prepared nothing; say so kindly if it happens again.",
    "Prefers to be corrected at the end, not in between.",
    "Talk about dates for the exam.",
    "Very quick. Have an extra exercise ready.",
    "Bad line, lost ten minutes.",
)

CANCELLED_BY_STUDENT = ("", "", "I am ill, sorry.", "My exam was moved to that day.", "Work called.")
CANCELLED_BY_COACH = ("I have a cold and no voice.", "A family matter; I will offer another time.", "No electricity.")
MOVED = ("", "Could we do it later? My shift was changed.", "The earlier date came too soon.")

# By rating.
REVIEWS = {
    1: ("We talked past each other for two hours.",),
    2: ("Too fast for me, and I did not dare to say so.", "Started late, and the line was bad."),
    3: ("Fine, but I had hoped for more exercises.", "A good talk; I am not sure what I learned."),
    4: ("Patient, and well prepared.", "I finally see where my mistakes come from.", "Helpful; quick at the end."),
    5: (
        "Two hours went by like twenty minutes.",
        "Explains it until it is clear, and then once more for fun.",
        "I passed. That says it all.",
        "Kind, exact, and never in a hurry.",
    ),
}
# To a good one, and to one that is not.
ANSWERS = {True: "Thank you, it was a pleasure.", False: "Thank you for being open. Let us begin with that next time."}

STEPS = (
    ("Read chapter four, the first two pages",),
    ("One past paper, timed", "Bring the corrected page"),
    ("Ten new words a day",),
    ("Record yourself once and listen", "Shorter sentences"),
    ("Repeat the long exercise without notes",),
)
