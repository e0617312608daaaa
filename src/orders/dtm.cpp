#include "orders/dtm.hpp"

#include <array>
#include <string_view>

namespace fairdraw::orders {

namespace {

constexpr std::size_t longest_id = 128;

api::Refusal malformed(const char* detail) {
    return {http::Code::invalid_request, detail};
}

// The first letter as JSON may write it too, so that a name in an answer is no verdict.
void disguise(std::string& body, std::string_view word, std::string_view first_letter) {
    for (auto at = body.find(word); at != std::string::npos; at = body.find(word, at + first_letter.size()))
        body.replace(at, 1, first_letter);
}

}  // namespace

tl::expected<std::optional<DtmBranch>, api::Refusal> dtm_branch_of(const http::Request& request) {
    std::array<std::string, 4> values;
    std::size_t given = 0;
    const std::array names{"trans_type", "gid", "branch_id", "op"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        values[i] = request.query(names[i]).value_or("");
        if (values[i].size() > longest_id)
            return tl::unexpected(malformed("gid, branch_id, trans_type and op are at most 128 bytes"));
        given += values[i].empty() ? 0 : 1;
    }
    if (given == 0) return std::nullopt;
    if (given < names.size())
        return tl::unexpected(malformed("a branch is named by all of trans_type, gid, branch_id and op"));
    auto& [trans_type, gid, branch_id, op] = values;
    const bool known = (trans_type == "tcc" && (op == "try" || op == "confirm" || op == "cancel")) ||
                       (trans_type == "saga" && (op == "action" || op == "compensate"));
    if (!known)
        return tl::unexpected(
            malformed("op: of a tcc try, confirm or cancel; of a saga action or compensate"));
    return DtmBranch{std::move(trans_type), std::move(gid), std::move(branch_id), std::move(op)};
}

bool may_do(const DtmBranch& branch, std::string_view change) {
    if (branch.op == "action") return true;
    if (branch.op == "try") return change == "held";
    if (branch.op == "confirm") return change == "used";
    return change == "cancelled" || (change == "reverted" && branch.op == "compensate");
}

api::Refusal as_dtm_reads_it(api::Refusal refusal) {
    const bool for_ever = http::status(refusal.code) == 400 || http::status(refusal.code) == 404;
    if (for_ever) refusal.code = http::Code::conflict;
    return refusal;
}

http::Response as_dtm_reads_it(http::Response response) {
    disguise(response.body, "FAILURE", "\\u0046");
    disguise(response.body, "ONGOING", "\\u004f");
    return response;
}

}  // namespace fairdraw::orders
