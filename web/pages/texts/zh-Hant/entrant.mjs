// 參加者頁面的文字。
export default {
    'entrant.title': '今晚的優惠券',
    'entrant.none': '目前尚未公布任何場次。',
};
