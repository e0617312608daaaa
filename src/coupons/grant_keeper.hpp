// Goes on with the grants that are running, part by part, until every user on their lists has been given
// theirs or refused. Any number of instances may run one each: a grant is one's at a time, and whoever goes
// on begins behind the last part that was committed.
#pragma once

#include "postgres/clockwork.hpp"

namespace fairdraw::coupons {

// Its wake() says that there is something to grant.
postgres::Clockwork keep_grants(postgres::ConnectionSettings settings);

}  // namespace fairdraw::coupons
