#include "rounds/first_come.hpp"

#include <fmt/compile.h>

#include "coupons/coupon_json.hpp"
#include "http/problem.hpp"
#include "http/throttle.hpp"

namespace fairdraw::rounds {

namespace {

using coupons::Issued;
using coupons::NotIssued;

http::Response given(const Round& round, const Issued& issued) {
    return http::json_response(issued.repeated ? 200 : 201,
                               fmt::format(FMT_COMPILE(R"({{"round":"{}","coupon":{}{}}})"), round.id.text(),
                                           json_of(issued.coupon), json_of_rest(issued)));
}

http::Response out_of_time(const Round& round) {
    return http::problem(http::Code::not_in_active_time,
                         "coupons are given from " + format_rfc3339(round.enter.from) + " and before " +
                             format_rfc3339(round.enter.to),
                         {http::Recorded::no});
}

// What nobody has to be asked for once all is gone.
http::Response response_when_sold_out(const Round& round, const SoldOut::Holders& holders,
                                      const std::string& user, UnixMs arrived) {
    const auto holder = holders.find(user);
    if (holder != holders.end()) return given(round, {holder->second, true, 0});
    if (!round.enter.contains(arrived)) return out_of_time(round);
    static const auto gone = refusal_of(coupons::NoCoupon{NotIssued::sold_out}).response();
    return gone;
}

http::Response response_of(const Round& round, const coupons::IssueAnswer& answer, UnixMs arrived) {
    if (answer) return given(round, *answer);
    const auto& none = answer.error();
    if (none.why == NotIssued::closed && !round.enter.contains(arrived)) return out_of_time(round);
    return refusal_of(none).response();
}

}  // namespace

bool FirstCome::enter_at_once(const RoundPtr& round, const http::Request& request, http::Reply& reply) {
    const auto arrived = clock_.at(request.arrived_ns);
    const auto& user = request.caller->user_id;
    if (round->gives->segment && !request.caller->has_segment(*round->gives->segment)) {
        reply(refusal_of(coupons::NoCoupon{NotIssued::not_listed}).response());
        return true;
    }
    // Nobody can have got any.
    if (arrived < round->enter.from) {
        reply(out_of_time(*round));
        return true;
    }
    if (sold_out_.is_look_due(round->number)) return false;
    if (const auto holders = sold_out_.find(round->number)) {
        reply(response_when_sold_out(*round, *holders, user, arrived));
        return true;
    }
    if (request.over_limit) return false;
    // std::function wants what it holds to be copyable.
    const auto shared_reply = std::make_shared<http::Reply>(std::move(reply));
    const bool taken =
        recorder_.issue({.source = {round->gives->template_no, "first_come", sql_value(round->number)},
                         .user_id = user,
                         .cause = fmt::format(FMT_COMPILE("round {}"), sql_value(round->number)),
                         .arrived = arrived,
                         .answer = [this, round, arrived, shared_reply](const coupons::IssueAnswer& answer) {
                             if (!answer && answer.error().why == NotIssued::sold_out)
                                 sold_out_.suspect(*round);
                             (*shared_reply)(response_of(*round, answer, arrived));
                         }});
    if (!taken) (*shared_reply)(coupons::too_many_ask().response());
    return true;
}

void FirstCome::enter(const RoundPtr& round, const http::Request& request, http::Reply& reply) {
    sold_out_.look(round->number);
    while (!enter_at_once(round, request, reply)) {
        if (request.over_limit) return tell_again(round, request, reply);
        sold_out_.look(round->number);
    }
}

// Who asks too often is given nothing; what they got is told all the same.
void FirstCome::tell_again(const RoundPtr& round, const http::Request& request, http::Reply& reply) {
    auto refusal = http::rate_limited(*request.over_limit);
    // One of them at a time: they have no more of the database, however many they are.
    const std::unique_lock turn{telling_again_, std::try_to_lock};
    if (!turn) return reply(std::move(refusal));
    if (const auto known = sold_out_.read_given(round->number, request.caller->user_id))
        return reply(given(*round, *known));
    http::say_recorded(refusal, http::Recorded::no);
    reply(std::move(refusal));
}

}  // namespace fairdraw::rounds
