// What the audit page says. The auditor's own words are in reasons.mjs.
export default {
    'audit.title': 'Check a draw yourself',
    'audit.what':
        'Your own browser re-runs the draw from what the operator published and signed, and says what holds. Nothing you bring along leaves this device.',
    'audit.views': 'What to check',
    'audit.view.rounds': 'A round’s draw',
    'audit.view.log': 'The operator’s log',

    'audit.drop.title': 'Evidence you have as files',
    'audit.drop.what':
        'Drop a round’s evidence here, a folder or its files, from this service or any other; also a receipt or a key.',
    'audit.drop.folder': 'Choose a folder',
    'audit.drop.files': 'Choose files',
    'audit.drop.several': 'There is evidence of several rounds. Give one round’s folder at a time.',
    'audit.drop.unknown':
        'Not used, as it is neither evidence nor a receipt, a key or a checkpoint: {names}.',

    'audit.bring.title': 'Bring a key, a receipt or a witness along',
    'audit.bring.title-log': 'Bring a key, an earlier checkpoint or a witness along',
    'audit.bring.some': { one: 'You brought {count} file along', other: 'You brought {count} files along' },
    'audit.bring.without': 'Without {names}',
    'audit.bring.key': 'The operator’s key',
    'audit.bring.key.what':
        'Their verifier key (.vkey) as you got it elsewhere. Without it the key is the one that came with the evidence.',
    'audit.bring.formerKeys': 'Keys they had before',
    'audit.bring.formerKeys.what': 'An earlier checkpoint may be signed by one of them.',
    'audit.bring.receipt': 'Your receipt',
    'audit.bring.receipt.what':
        'What you were answered when you entered, as a JSON file: it is held against the lists.',
    'audit.bring.since': 'An earlier checkpoint',
    'audit.bring.since.what': 'One that you kept from here: it shows that the log only grew since then.',
    'audit.bring.witnesses': 'Witnesses’ keys',
    'audit.bring.witnesses.what':
        'Keys of witnesses whom you trust: they say by when the operator had published.',
    'audit.bring.chain': 'A drand chain',
    'audit.bring.chain.what': 'Its information as JSON, for a beacon that is not of quicknet.',

    'audit.rounds.title': 'Rounds of this service',
    'audit.rounds.none': 'No round with a draw was announced yet.',
    'audit.rounds.more': 'Earlier rounds',
    'audit.round': 'Round',
    'audit.opens': 'Entries open',
    'audit.state': 'State',
    'audit.entries': 'Entries',
    'audit.winners': 'Winners',
    'audit.state.announced': 'announced',
    'audit.state.reserving': 'taking reservations',
    'audit.state.reserved': 'reserved',
    'audit.state.entering': 'taking entries',
    'audit.state.closing': 'being closed',
    'audit.state.closed': 'closed',
    'audit.state.drawn': 'drawn',
    'audit.state.void': 'void',

    'audit.running': 'The draw is being checked…',
    'audit.broken.not-loaded': 'The check could not be started. Is there a connection?',
    'audit.broken.defect':
        'The check broke off by a defect of this page, which says nothing about what is checked.',
    'audit.again': 'Run it again',
    'audit.step.reading': 'Reading {file}',
    'audit.step.hashing entries': 'Computing the root of the entries',
    'audit.step.computing tickets': 'Drawing again: computing every ticket',
    'audit.step.drawing pictures': 'Making the pictures',
    'audit.step.reading leaves': 'Reading the log',

    'audit.report': 'Round {round}',
    'audit.files': 'The files you gave',
    'audit.log': 'The operator’s log',
    'audit.log.what':
        'Every announcement, close, draw and void is a leaf of one tree that may only grow. A round that vanished, or was drawn twice, shows here.',
    'audit.log.not-pinned':
        'The key came from this service, too. Bring the operator’s own, as you got it elsewhere, to be sure whose log this is.',
    'audit.not-pinned':
        'The key {key} came with the evidence. Bring the operator’s own, as you got it elsewhere, to be sure who signed.',
    'audit.choose.no-beacon':
        'The operator could choose: without a beacon they knew the secret while people entered, and could add entries, disqualify, or try closing times until the draw suited them. The evidence cannot rule that out.',
    'audit.choose.beacon':
        'The operator could choose: a beacon is in the seed, but no witness you brought says that the list was closed before it was due.',
    'audit.receipt-of':
        'Your receipt is of another round, {round}. That it is not kept here says nothing about the operator: check that round with it.',
    'audit.void.before':
        'The round was voided before the close, and nobody won. The operator’s reason: {reason}',
    'audit.void.after':
        'The round was voided after the close, and nobody won. The operator’s reason: {reason}',
    'audit.void.not-due':
        'By the operator’s clock the beacon was not due yet, so that nobody could know the result.',
    'audit.void.beacon':
        'The beacon was due by then, or it is not known when it was: the operator could see the result, and withhold it by voiding the round.',
    'audit.void.no-beacon':
        'Without a beacon the operator could see the result before anybody else, and withhold it by voiding the round. The evidence cannot rule that out.',
    'audit.keep-report': 'Keep this report',

    'audit.checks': 'The checks',
    'audit.checks.what':
        'In the order of the protocol, with the same names as the auditors on the command line. None stops the others.',

    'audit.facts': 'What the evidence says',
    'audit.fact.origin': 'Operator',
    'audit.fact.opens': 'Entries opened',
    'audit.fact.closed': 'Closed',
    'audit.fact.drawn': 'Drawn',
    'audit.fact.quota': 'Rule',
    'audit.quota.count': '{count} win, or all if there are fewer',
    'audit.quota.floor': '{numerator} in {denominator} wins, rounded down',
    'audit.quota.stochastic': '{numerator} in {denominator} wins; what is left over is drawn, too',
    'audit.fact.beacon': 'Beacon',
    'audit.fact.beacon.none': 'none',
    'audit.fact.beacon.drand': 'drand',
    'audit.fact.reservations': 'Reservations',
    'audit.fact.disqualified': 'Disqualified',
    'audit.fact.seed': 'Seed',
    'audit.fact.cutoff': 'Cutoff',

    'audit.pictures': 'The draw in pictures',
    'audit.picture.rule':
        'Each entry’s ticket follows from the seed and its tag. The lowest tickets win, up to the cutoff at {cutoff} of all tickets there could be.',
    'audit.picture.nobody': 'Each entry’s ticket follows from the seed and its tag. Nobody won here.',
    'audit.picture.odd.note': {
        one: '{count} entry is listed as a winner above the cutoff, or left out below it.',
        other: '{count} entries are listed as winners above the cutoff, or left out below it.',
    },
    'audit.picture.own.won':
        'Your ticket fell at {ticket}, at or below the cutoff, and you are among the winners:',
    'audit.picture.own.lost': 'Your ticket fell at {ticket}, and you are not among the winners:',
    'audit.picture.tickets': 'Where the tickets fell',
    'audit.picture.tickets.what':
        'A fair draw spreads them evenly: the bars stay near the level line, and only what is left of the cutoff won.',
    'audit.picture.shown': 'Few win here: the lowest {part} of all tickets there could be is shown.',
    'audit.picture.tickets.label':
        'Histogram of the tickets in {parts} equal parts; each holds {least} to {most} of them. The cutoff is at {cutoff}.',
    'audit.picture.winners': 'Winners in the order of tags',
    'audit.picture.winners.what':
        'From left to right stand the entries by their tags. Winning dots lie below the cutoff, and nowhere closer together than chance makes them.',
    'audit.picture.winners.label':
        'A dot for each entry: {winners} of {entries} won. {odd} of the dots are on the wrong side of the cutoff.',
    'audit.picture.each': 'One in {each} of the {entries} entries is drawn.',
    'audit.picture.ticket': 'Ticket',
    'audit.picture.order': 'Entries in the order of tags',
    'audit.picture.entries': 'Entries',
    'audit.picture.won': 'won',
    'audit.picture.lost': 'did not win',
    'audit.picture.cutoff': 'cutoff',
    'audit.picture.odd': 'on the wrong side',
    'audit.picture.own': 'yours',
    'audit.picture.numbers': 'The same in numbers',

    'audit.checkpoint': 'Its checkpoint',
    'audit.checkpoint.size': 'Size',
    'audit.checkpoint.leaves': { one: '{count} leaf', other: '{count} leaves' },
    'audit.checkpoint.root': 'Root',
    'audit.checkpoint.keep': 'Keep this checkpoint',
    'audit.checkpoint.keep.why':
        'Keep it, and bring it along the next time: if anything that is in the log now is changed or removed by then, it shows.',
    'audit.cosigners': 'Who cosigned',
    'audit.cosigners.what':
        'Witnesses say when they saw this checkpoint. A line counts only if its key is one that you brought.',
    'audit.cosigners.none':
        'No witness cosigned this checkpoint: that it was not shown otherwise to others is the operator’s word.',
    'audit.cosigner': 'Witness',
    'audit.cosigner.time': 'Saw it',
    'audit.cosigner.verdict': 'Signature',
    'audit.cosigner.good': 'Holds',
    'audit.cosigner.bad': 'Does not hold',
    'audit.cosigner.unknown': 'Not checked: bring its key',
    'audit.due': 'What is due',
    'audit.due.what':
        'Rounds that were announced and have no outcome yet. One that has none when it is due fails the check.',
    'audit.due.none': 'Every round that was announced has its outcome.',
    'audit.due.unknown': 'Not checked: no leaf was read, as the operator’s key did not sign this checkpoint.',
    'audit.due.at': 'has time until {time}',
    'audit.due.past': 'was due by {time}',
    'audit.due.beyond': 'is not due before the year 10,000',
};
