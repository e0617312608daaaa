// What the entrant's page says.
export default {
    'entrant.title': 'Tonight’s coupons',
    'entrant.none': 'No round is announced yet.',
};
