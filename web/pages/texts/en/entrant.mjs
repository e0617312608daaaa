// What the entrant's page says.
export default {
    'entrant.title': 'Coupons by fair draw',
    'entrant.none': 'No round is announced yet.',
    'entrant.no-such-round': 'There is no round {round}.',
    'entrant.others': 'Other rounds',
    'entrant.no-hurry':
        'No hurry: when you press within this time does not matter. Everybody has the same chance.',

    'chances.all': 'everybody who takes part wins',
    'chances.odds': '{part} in {of} of those who take part win',
    'chances.count': {
        one: '{count} of those who take part wins',
        other: '{count} of those who take part win',
    },
    'chances.first-come': {
        one: '{count} coupon, for whoever comes first',
        other: '{count} coupons, for those who come first',
    },
    'chances.remaining': '{count} left',

    'times.reserve': 'Reserve',
    'times.enter': 'Grab',
    'times.draw': 'Draw',
    'next.reserve': 'Reservations open in',
    'next.reserve-ends': 'Reservations end in',
    'next.enter': 'Grabbing opens in',
    'next.enter-ends': 'Grabbing ends in',
    'next.draw': 'The draw is in',

    'do.reserve': 'Reserve',
    'do.enter': 'Grab',
    'do.sending': 'Sending…',

    'standing.announced': 'Not yet. Reserve first, then grab.',
    'standing.reserving': 'Reserve your place now.',
    'standing.reserved': 'You have reserved. Be here when it opens.',
    'standing.unreserved': 'You did not reserve for this round.',
    'standing.soon': 'Not yet. Be here when it opens.',
    'standing.open': 'It is open: grab now.',
    'standing.open-first-come': 'It is open: whoever comes first gets one.',
    'standing.entered': 'You are in. Now wait for the draw.',
    'standing.drawing': 'You are in. The draw is under way…',
    'standing.sold_out': 'All are gone.',
    'standing.asking': 'One moment: asking how you stand…',
    'standing.won': 'You won!',
    'standing.got': 'You got one!',
    'standing.lost': 'Not this time.',
    'standing.not_entered': 'You did not take part in this round.',
    'standing.disqualified': 'You were kept out of this draw.',
    'standing.void': 'This round was given up. Nobody won.',

    'refused.time': 'It did not arrive in time.',
    'refused.audience': 'These coupons are for others.',
    'refused.limit': 'You have as many of these as one person may have.',

    'outcome.counts': {
        one: '{count} took part, {winners} won.',
        other: '{count} took part, {winners} won.',
    },
    'entrant.sign-in': 'Sign in to take part or to see your result',
    'ticket.all': 'Your ticket is at {ticket}. Everybody won.',
    'ticket.won': 'Your ticket is at {ticket}. Those up to {cutoff} won.',
    'ticket.lost': 'Your ticket is at {ticket}. Only those up to {cutoff} won.',
    'ticket.explained': 'The draw gives everybody a number by chance; the lowest win.',

    'receipt.title': 'Your receipt',
    'receipt.explained':
        'The operator’s signed promise that your entry was taken. Keep it: with it you can show it if you were left out.',
    'receipt.received': 'Received',
    'receipt.tag': 'Your tag',
    'receipt.save': 'Save the receipt',

    'self-check.title': 'Check it yourself',
    'self-check.explained':
        'Your device draws again from what was published, and holds your receipt against the list.',
    'self-check.do': 'Draw again here',
    'self-check.each': 'Each check',
    'self-check.more': 'With every check explained, and pictures of the whole draw',
    'self-check.own-won': 'Your entry is on the list, and among the winners.',
    'self-check.own-lost': 'Your entry is on the list, and not among the winners.',
    'self-check.own-differs': 'The published winners say otherwise than this page did. Save your receipt.',
    'self-check.no-receipt': 'There is no receipt here to hold against the list.',
    'self-check.limits':
        'The key came with the evidence, and this page from the same server. Who wants to rely on neither runs an auditor from elsewhere, with the operator’s key.',

    'coupon.code': 'Coupon code',
    'coupon.copy': 'Copy',
    'coupon.copied': 'Copied',
    'coupon.until': 'until {day}',
    'wallet.title': 'My coupons',
    'wallet.none': 'None yet.',
    'list.more': 'Show more',

    'inbox.title': 'Inbox',
    'inbox.none': 'Nothing yet.',
    'inbox.read-all': 'Mark all as read',
    'notice.new': 'New',
    'notice.read': 'Mark as read',
    'notice.won': 'You won',
    'notice.lost': 'You did not win this time',
    'notice.void': 'A round was given up',
    'notice.expiring': 'Coupons expire soon: {coupon}',
};
