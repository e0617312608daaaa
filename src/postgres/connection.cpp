#include "postgres/connection.hpp"

#include <libpq-fe.h>

#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <stdexcept>

#include "postgres/failure.hpp"

namespace fairdraw::postgres {

namespace {

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

void append_quoted(std::string& text, const std::string& keyword, const std::string& value) {
    text += keyword + "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    text += "' ";
}

// The user's connection string plus bounds on every wait for the network, where the user has not set their
// own: libpq's own are minutes.
std::string with_bounded_waits(const std::string& url) {
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{PQconninfoParse(url.c_str(), &error)};
    if (!options) {
        // libpq's reason repeats the URL, and with it a password.
        PQfreemem(error);
        throw std::invalid_argument(
            "the database URL cannot be read: it must be one such as postgresql://app@db/shop, with special "
            "characters of a password percent-encoded, or a list of keyword=value");
    }
    std::string text =
        "connect_timeout='5' tcp_user_timeout='10000' keepalives_idle='10' application_name='fairdraw' ";
    for (const auto* option = options.get(); option->keyword; ++option)
        if (option->val) append_quoted(text, option->keyword, option->val);
    return text;
}

}  // namespace

// Keeps libpqxx out of the header.
struct Connection::Raw {
    pqxx::connection connection;
};

Connection::Connection(const ConnectionSettings& settings) try
    : raw_(new Raw{pqxx::connection{with_bounded_waits(settings.url)}}) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    raw().inhibit_reactivation(true);
#pragma GCC diagnostic pop
    try {
        pqxx::nontransaction setup{raw()};
        // Ends a long statement within a second of its client's death, so that another instance can take
        // over.
        setup.exec(
            "SET timezone = 'UTC'; SET search_path = 'fairdraw'; SET client_min_messages = 'warning';"
            "SET idle_in_transaction_session_timeout = '60s'; SET client_connection_check_interval = '1s';"
            "SET statement_timeout = " +
            std::to_string(settings.statement_timeout_ms) +
            ";"
            "SET lock_timeout = " +
            std::to_string(settings.lock_timeout_ms));
        if (!settings.role.empty()) setup.exec("SET ROLE " + raw().quote_name(settings.role));
    } catch (const pqxx::sql_error& e) {
        throw Unavailable(
            std::string("the database was reached, but the session could not be set up (has `fairdraw "
                        "migrate` run, and is the login a member of its roles?): ") +
            e.what());
    }
} catch (const pqxx::broken_connection& e) {
    throw Unavailable(e.what());
}

pqxx::connection_base& Connection::raw() {
    return raw_->connection;
}

void check_url(const std::string& url) {
    with_bounded_waits(url);
}

Connection::~Connection() = default;

bool Connection::usable() const {
    return raw_->connection.is_open();
}

void Connection::prepare(const Statement& statement) {
    if (prepared_.contains(statement.text)) return;
    raw().prepare(statement.name, statement.text);
    prepared_.insert(statement.text);
}

pqxx::result Connection::run(pqxx::transaction_base& transaction, const Statement& statement,
                             Parameters parameters) {
    prepare(statement);
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const auto& parameter : parameters) values.push_back(parameter.c_str());
    return transaction.exec_prepared(statement.name, pqxx::prepare::make_dynamic_params(values));
}

pqxx::result Connection::read(const Statement& statement, Parameters parameters) {
    pqxx::nontransaction transaction{raw()};
    return run(transaction, statement, parameters);
}

}  // namespace fairdraw::postgres
