"""Texts of the actions in the audit log."""

from broadcast.console.console_log import ACTIONS as BOARD_ACTIONS
from broadcast.console.console_log import PREFIX as BOARD_PREFIX
from conference.texts.catalogues import key_family

_OTHERS = key_family("admin.did.", (
    "accreditation.application.submitted", "accreditation.application.checked", "accreditation.application.corrected",
    "accreditation.application.held", "accreditation.application.resumed", "accreditation.application.revoked",
    "accreditation.application.reopened", "accreditation.application.undone", "accreditation.application.renamed",
    "accreditation.application.withdrawn", "accreditation.application.link_replaced",
    "accreditation.application.address_requested", "accreditation.application.address_confirmed",
    "accreditation.application.address_stopped", "accreditation.application.address_changed",
    "accreditation.application.asked", "accreditation.application.edited",
    "accreditation.application.appealed", "accreditation.application.appeal_allowed",
    "accreditation.application.appeal_dismissed", "accreditation.application.released",
    "accreditation.badge.issued", "accreditation.badge.reissued", "accreditation.badge.collected",
    "accreditation.badge.taken_back", "accreditation.badge.suspended", "accreditation.badge.restored",
    "accreditation.badge.revoked", "accreditation.badge.superseded", "accreditation.badge.to_print_again",
    "accreditation.annex.submitted", "accreditation.annex.withdrawn", "accreditation.annex.approved",
    "accreditation.annex.returned", "accreditation.annex.exported", "accreditation.annex.printed",
    "accreditation.day_badges.made", "accreditation.day_badges.drawn", "accreditation.day_badges.entered",
    "accreditation.day_badges.revoked", "accreditation.day_badges.destroyed",
    "accreditation.print_run.started", "accreditation.print_run.drawn", "accreditation.print_run.ended",
    "accreditation.signing_key.created", "accreditation.signing_key.retired", "accreditation.signing_key.withdrawn",
    "accreditation.grant.given", "accreditation.grant.ended",
    "accreditation.outlet.confirmed", "accreditation.outlet.merged", "accreditation.outlet.unmerged",
    "accreditation.outlet.edited", "accreditation.outlet.blocked", "accreditation.outlet.unblocked",
    "accreditation.outlet.late_places",
    "accreditation.focal_point.invited", "accreditation.focal_point.link_replaced", "accreditation.focal_point.ended",
    "accreditation.crew.letter_filed", "accreditation.crew.letter_read", "accreditation.crew.added",
    "accreditation.crew.withdrawn", "accreditation.crew.replaced", "accreditation.crew.invited_again",
    "accreditation.crew.declined",
    "accreditation.duplicate.settled",
    "accreditation.device.offered", "accreditation.device.enrolled", "accreditation.device.locked",
    "accreditation.device.unlocked", "accreditation.device.wiped", "accreditation.device.signed_out",
    "accreditation.device.storage_lost",
    "accreditation.pin.set",
    "accreditation.scan.overridden", "accreditation.scan.told_otherwise", "accreditation.scan.undone",
    "accreditation.conflict.settled", "accreditation.notice.posted", "accreditation.notice.ended",
    "accreditation.retention.started", "accreditation.retention.completed", "conference.audit.cut",
    "accreditation.letter.tested", "accreditation.passport.read",
    "accreditation.data_request.opened", "accreditation.data_request.fulfilled", "accreditation.data_request.refused",
    "accreditation.application.exported", "accreditation.application.read",
    "accreditation.evacuation.listed", "accreditation.history.read",
    "broadcast.epoch.renewed",
    "conference.api.read", "conference.token.created", "conference.token.revoked",
    "conference.webhook.created", "conference.webhook.deleted", "conference.webhook.renewed",
    "conference.webhook.resumed", "conference.webhook.sent_again", "conference.webhook.stopped",
    "conference.audit.exported", "conference.audit.end_lost", "conference.clock.stepped",
    "conference.event.loaded", "conference.event.applied",
    "conference.event_draft.saved", "conference.event_draft.rebased", "conference.event_draft.discarded",
    "conference.letter.sent_again", "conference.letter.released", "conference.letter.cancelled",
    "conference.letter.printed",
    "conference.login.failed", "conference.login.signed_in", "conference.login.signed_out",
    "conference.login.others_ended",
    "conference.second_factor.turned_on", "conference.second_factor.turned_off", "conference.second_factor.reset",
    "conference.second_factor.codes_renewed", "conference.second_factor.recovered",
    "conference.staff.created", "conference.staff.disabled", "conference.staff.enabled",
    "conference.staff.invited", "conference.staff.email_changed", "conference.staff.logins_ended",
    "conference.staff.password_changed", "conference.staff.password_reset", "conference.staff.password_set",
    "conference.staff.reset_sent", "conference.staff.roles_changed",
    "conference.vault.key_dropped", "conference.vault.rotated",
))  # fmt: skip

ACTION_TEXTS = {code.replace(".", ":"): key for code, key in _OTHERS.items()} | {
    BOARD_PREFIX + code.replace(".", ":"): key for code, key in BOARD_ACTIONS.items()
}
"""Code of an action in the log → key of its text. The board's actions have the texts of the console's log."""
