// What coupons take off.
export default {
    'benefit.amount': '{amount} off',
    'benefit.percent': '{percent} off',
    'benefit.shipping': 'free shipping',
    'benefit.buy': 'buy {buy}, get {get} free',
    'benefit.item': { one: '{product} free', other: '{product} × {count} free' },
    'benefit.cap': 'at most {amount}',
    'benefit.threshold': 'from {amount}',
    'benefit.and': ', ',
    'coupon.available': 'Ready to use',
    'coupon.held': 'In an order',
    'coupon.used': 'Used',
    'coupon.expired': 'Expired',
};
