// 優惠券的折抵內容。
export default {
    'benefit.amount': '折抵 {amount}',
    'benefit.percent': '折抵 {percent}',
    'benefit.shipping': '免運費',
    'benefit.buy': '買 {buy} 送 {get}',
    'benefit.item': '免費贈送 {product} × {count}',
    'benefit.cap': '最高 {amount}',
    'benefit.threshold': '滿 {amount} 可用',
    'benefit.and': '，',
    'coupon.available': '可使用',
    'coupon.held': '訂單處理中',
    'coupon.used': '已使用',
    'coupon.expired': '已過期',
};
