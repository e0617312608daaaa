// Notices' doors: each function adds the routes of one file. What they are given must outlive the router.
#pragma once

#include "http/router.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::notices {

// a user's own inbox
void add_inbox_routes(http::Router& router, postgres::Pool& serving);
// POST a notice: scope `merchant` or `operator`
void add_notice_routes(http::Router& router, postgres::Pool& keeper);
// webhooks: scope `merchant`; `allow_private` as with WebhookSender
void add_webhook_routes(http::Router& router, postgres::Pool& keeper, bool allow_private);

}  // namespace fairdraw::notices
