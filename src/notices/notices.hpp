// Notices as a whole: inboxes, reminders and webhooks, put together. One a process; constructing it starts
// its threads.
#pragma once

#include <string>

#include "http/metrics.hpp"
#include "http/router.hpp"
#include "notices/notice_clock.hpp"
#include "notices/webhook_sender.hpp"
#include "postgres/pool.hpp"

namespace fairdraw::notices {

class Notices {
  public:
    // `allow_private`: webhooks may be at addresses that are not of the public internet, and without TLS.
    Notices(const std::string& database_url, bool allow_private, http::Metrics& metrics);

    // The routes refer to this object, which must outlive the router.
    void add_routes(http::Router& router);

  private:
    const bool allow_private_;
    postgres::Pool serving_;
    postgres::Pool keeper_;
    NoticeClock clock_;
    WebhookSender sender_;
};

}  // namespace fairdraw::notices
