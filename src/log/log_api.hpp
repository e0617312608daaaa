// GET /v1/log/…: the log, for whoever wants to see that it only grows. What it is given must outlive the
// router.
#pragma once

#include "http/router.hpp"
#include "log/checkpoints.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::log {

void add_log_routes(http::Router& router, postgres::Pool& serving, Keys keys);

}  // namespace fairdraw::log
