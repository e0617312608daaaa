#include "coupons/template_rows.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/result>

#include "api/columns.hpp"
#include "pricing/rule_json.hpp"

namespace fairdraw::coupons {

namespace {

std::optional<UnixMs> time_of(const pqxx::field& field) {
    const auto ms = api::optional_count(field);
    return ms ? std::optional{UnixMs{*ms}} : std::nullopt;
}

Audience audience_of(const pqxx::row& row) {
    const auto kind = row[13].as<std::string>();
    if (kind == "segment") return {Audience::Kind::segment, row[14].as<std::string>()};
    return {kind == "users" ? Audience::Kind::users : Audience::Kind::everyone, std::nullopt};
}

TemplateState state_of(const std::string& name) {
    if (name == "draft") return TemplateState::draft;
    return name == "published" ? TemplateState::published : TemplateState::stopped;
}

const char* name_of(TemplateState state) {
    switch (state) {
        case TemplateState::draft:
            return "draft";
        case TemplateState::published:
            return "published";
        case TemplateState::stopped:
            break;
    }
    return "stopped";
}

const char* name_of(Audience::Kind kind) {
    switch (kind) {
        case Audience::Kind::users:
            return "users";
        case Audience::Kind::segment:
            return "segment";
        case Audience::Kind::everyone:
            break;
    }
    return "everyone";
}

}  // namespace

StoredTemplate stored_template(const pqxx::row& row) {
    Template content;
    content.id = row[1].as<std::string>();
    content.title = row[2].as<std::string>();
    content.rule = pricing::stored_rule(content.id, row[3].as<std::string>(), row[4].as<std::string>(),
                                        row[5].as<std::string>(), row[6].as<std::string>());
    content.per_user = api::optional_count(row[7]);
    content.claim = api::window_of(row[8], row[9]);
    if (const auto window = api::window_of(row[10], row[11]))
        content.valid = *window;
    else
        content.valid = Days{row[12].as<int>()};
    content.audience = audience_of(row);
    content.remind_days = api::optional_count(row[15]);
    content.total = api::optional_count(row[16]);
    return {.number = row[0].as<int>(),
            .content = std::move(content),
            .state = state_of(row[17].as<std::string>()),
            .issued = row[18].as<std::int64_t>(),
            .taken = row[22].as<std::int64_t>(),
            .is_over = row[23].as<bool>(),
            .created_at = time_of(row[19]),
            .published_at = time_of(row[20]),
            .stopped_at = time_of(row[21])};
}

nlohmann::ordered_json json_of(const StoredTemplate& shown) {
    auto json = json_of(shown.content);
    const auto time = [](const std::optional<UnixMs>& at) {
        return at ? nlohmann::ordered_json(format_rfc3339(*at)) : nlohmann::ordered_json();
    };
    json["state"] = name_of(shown.state);
    json["issued"] = shown.issued;
    json["created_at"] = time(shown.created_at);
    json["published_at"] = time(shown.published_at);
    json["stopped_at"] = time(shown.stopped_at);
    return json;
}

pqxx::result write_template(postgres::Transaction& transaction, const postgres::Statement& statement,
                            const postgres::Parameter& key, const Template& content) {
    const auto claim = content.claim.value_or(Window{});
    const auto* dates = std::get_if<Window>(&content.valid);
    const auto* days = std::get_if<Days>(&content.valid);
    const auto time_if = [](bool given, UnixMs time) { return given ? std::optional{time} : std::nullopt; };
    return transaction.run(
        statement,
        {key, content.title, content.rule.currency, pricing::write_benefit(content.rule.benefit).dump(),
         pricing::write_scope(content.rule.scope).dump(),
         pricing::write_stacking(content.rule.stacking).dump(), content.per_user,
         time_if(content.claim.has_value(), claim.from), time_if(content.claim.has_value(), claim.to),
         time_if(dates, dates ? dates->from : UnixMs{}), time_if(dates, dates ? dates->to : UnixMs{}),
         days ? std::optional{days->days} : std::nullopt, name_of(content.audience.kind),
         content.audience.segment, content.remind_days, content.total});
}

}  // namespace fairdraw::coupons
