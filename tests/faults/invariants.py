"""What must hold after any fault, asked in SQL of the rows alone. A query finds what is wrong; none finds nothing."""

from django.db import connection

WRONG = {
    "I1 an occurrence has neither a message nor an answer": """
        SELECT id FROM reminders_occurrence WHERE notice_id IS NULL AND answer = '' AND cancelled_at IS NULL""",
    "I1 a message is still on its way": """
        SELECT id, state FROM reminders_notice WHERE state IN ('waiting', 'sending', 'retry') AND send_at <= now()""",
    "I1 a reminder that was due was not claimed": """
        SELECT id FROM reminders_reminder WHERE next_due_at <= now()""",
    "I1 a message stopped without saying why": """
        SELECT id, state FROM reminders_notice WHERE state IN ('too_late', 'dead', 'cancelled', 'no_channel') AND reason = ''""",
    "I1 a message counts as sent, and nothing took it": """
        SELECT n.id FROM reminders_notice n WHERE n.state IN ('sent', 'shown')
        AND NOT EXISTS (SELECT 1 FROM reminders_delivery d WHERE d.notice_id = n.id AND d.outcome = 'sent')""",
    "I2 a dose stands twice": """
        SELECT reminder_id, local_date, slot, sequence, snooze FROM reminders_occurrence
        GROUP BY reminder_id, local_date, slot, sequence, snooze HAVING count(*) > 1""",
    "I2 a minute has two messages of one person": """
        SELECT patient_id, due_at, channel FROM reminders_notice GROUP BY patient_id, due_at, channel HAVING count(*) > 1""",
    "I2 doses of one minute stand in two messages": """
        SELECT patient_id, due_at FROM reminders_occurrence WHERE snooze = 0 GROUP BY patient_id, due_at HAVING count(DISTINCT notice_id) > 1""",
    "I3 one try was noted as sent twice": """
        SELECT notice_id, subscription_id FROM reminders_delivery WHERE outcome = 'sent' AND subscription_id IS NOT NULL
        GROUP BY notice_id, subscription_id HAVING count(*) > 1""",
    "I5 a medicine was sent after its hour": """
        SELECT id FROM reminders_notice WHERE sent_at > late_at""",
}


def broken() -> dict[str, list[object]]:
    """Invariant → the first rows that break it."""
    found = {}
    clock = "strftime('%Y-%m-%d %H:%M:%f', 'now')" if connection.vendor == "sqlite" else "now()"
    with connection.cursor() as cursor:
        for name, query in WRONG.items():
            cursor.execute(query.replace("now()", clock))
            if rows := cursor.fetchmany(5):
                found[name] = list(rows)
    return found
