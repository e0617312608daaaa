// A request as a branch of a global transaction of DTM (dtm.pub), over its HTTP protocol: TCC's try, confirm
// and cancel, and a Saga's action and compensation. DTM reads 200 as success, 409 as failure, 425 as still
// going, and asks again after anything else; and it reads the words FAILURE and ONGOING in a body as
// verdicts. Pure; any thread. Source: dtm's client/dtmcli/dtmimp (HTTPResp2DtmError) and
// client/dtmcli/barrier.go.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "api/refusal.hpp"
#include "http/message.hpp"

namespace fairdraw::orders {

struct DtmBranch {
    std::string trans_type;
    std::string gid;
    std::string branch_id;
    std::string op;
};

// Nothing where the query names no global transaction; a refusal where it names one in part, or of a kind
// that is not known here.
tl::expected<std::optional<DtmBranch>, api::Refusal> dtm_branch_of(const http::Request& request);

// Whether the operation may be what an order's address does (held, used, cancelled or reverted): a TCC's try
// holds, its confirm uses, its cancel cancels, and a Saga's compensation gives back.
bool may_do(const DtmBranch& branch, std::string_view change);

// A refusal in DTM's terms: what can never succeed is a failure, and not asked again.
api::Refusal as_dtm_reads_it(api::Refusal refusal);
// An answer in which no name is a verdict.
http::Response as_dtm_reads_it(http::Response response);

}  // namespace fairdraw::orders
