#include <CLI/CLI.hpp>
#include <cctype>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "cli/api_client.hpp"
#include "cli/commands.hpp"
#include "fairdraw/time.hpp"

namespace fairdraw::cli {

namespace {

using Json = nlohmann::ordered_json;

// Of "+90s" the 90.
std::optional<std::int64_t> seconds_from_now(const std::string& written) {
    if (written.size() < 3 || written.front() != '+' || written.back() != 's') return std::nullopt;
    std::int64_t seconds = 0;
    const char* last = written.data() + written.size() - 1;
    const auto [end, error] = std::from_chars(written.data() + 1, last, seconds);
    if (error != std::errc{} || end != last || seconds < 0 || seconds > 366 * 86'400) return std::nullopt;
    return seconds;
}

// "+90s" from now, by this machine's clock; what begins as a date goes to the server as it is.
std::string time_of(const std::string& written) {
    if (!written.empty() && std::isdigit(static_cast<unsigned char>(written.front()))) return written;
    const auto seconds = seconds_from_now(written);
    if (!seconds)
        throw CLI::ValidationError(
            '`' + written + '`',
            "must be a time such as 2026-11-21T23:00:00+08:00, or +90s: seconds from now");
    // The same for all times of a command.
    static const auto now = std::chrono::system_clock::now().time_since_epoch();
    return format_rfc3339(
        UnixMs{std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + *seconds * 1000});
}

Json window_of(const std::vector<std::string>& times) {
    return {{"from", time_of(times.at(0))}, {"to", time_of(times.at(1))}};
}

struct RoundOptions {
    std::string round;
    std::vector<std::string> reserve;
    std::vector<std::string> enter;
    std::string quota = "odds 1/5 stochastic";
    std::string beacon = "none";
    std::string template_id;
    std::string kind = "draw";
    std::int64_t stock = 0;
    std::string reason;
    std::string user;
    bool undo = false;
    int limit = 50;
    std::string cursor;
};

std::string create_body(const RoundOptions& options) {
    const bool is_drawn = options.kind == "draw";
    if (is_drawn && options.stock > 0) throw CLI::ValidationError("--stock", "a draw has none");
    if (!is_drawn && !options.reserve.empty())
        throw CLI::ValidationError("--reserve", "nobody reserves where the first come get it");
    if (!is_drawn)
        return Json{{"kind", options.kind},
                    {"round", options.round},
                    {"enter", window_of(options.enter)},
                    {"stock", options.stock},
                    {"template", options.template_id}}
            .dump();
    Json body = {{"round", options.round},
                 {"reserve", options.reserve.empty() ? Json(nullptr) : window_of(options.reserve)},
                 {"enter", window_of(options.enter)},
                 {"quota", options.quota},
                 {"beacon", options.beacon}};
    if (!options.template_id.empty()) body["template"] = options.template_id;
    return body.dump();
}

std::string round_path(const RoundOptions& options) {
    // Not by CLI11: its help would have two required ones, where either will do.
    if (options.round.empty()) throw CLI::RequiredError("ROUND");
    return "/v1/rounds/" + path_segment(options.round);
}

void add_create(CLI::App& group, const std::shared_ptr<ApiAccess>& access,
                const std::shared_ptr<RoundOptions>& options, int& exit_status) {
    auto* command = group.add_subcommand("create", "Announces an ad-hoc round");
    command->add_option("--round", options->round, "Its id: a-z, 0-9 and -")->required();
    command->add_option("--reserve", options->reserve, "FROM TO; left out where nobody needs to reserve")
        ->expected(2)
        ->delimiter(' ');
    command->add_option("--enter", options->enter, "FROM TO")->expected(2)->delimiter(' ')->required();
    auto* quota = command->add_option("--quota", options->quota,
                                      "\"odds 1/5 stochastic\", \"odds 1/5 floor\" or \"count 100\"");
    quota->capture_default_str();
    auto* beacon = command->add_option(
        "--beacon", options->beacon,
        "none, or \"drand CHAIN\" or \"drand CHAIN ROUND\": a public random beacon that is due after "
        "the close, so that nobody knows the seed before");
    beacon->capture_default_str();
    command->add_option("--template", options->template_id, "What winners, or those who come first, get");
    command->add_option("--kind", options->kind, "A draw, or first come, first served")
        ->check(CLI::IsMember({"draw", "first_come"}))
        ->capture_default_str();
    command->add_option("--stock", options->stock, "How many coupons a first_come round has")
        ->check(CLI::PositiveNumber);
    command->footer(
        "Times are RFC 3339, or +Ns from now.\n\nExample:\n"
        "  fairdraw round create --round try-1 --reserve +5s +30s --enter +35s +60s --quota \"odds 1/5 "
        "stochastic\""
        "\n  fairdraw round create --kind first_come --round rush-1 --enter +5s +65s --stock 1000 --template "
        "spend-100");
    command->callback([=, &exit_status] {
        for (const auto* of_draw : {quota, beacon})
            if (options->kind != "draw" && of_draw->count() > 0)
                throw CLI::ValidationError(of_draw->get_name(),
                                           "nothing is drawn where the first come get it");
        exit_status = call_api(*access, "POST", "/v1/rounds", create_body(*options));
    });
}

void add_reading(CLI::App& group, const std::shared_ptr<ApiAccess>& access,
                 const std::shared_ptr<RoundOptions>& options, int& exit_status) {
    auto* list = group.add_subcommand("list", "Lists rounds, newest first");
    list->add_option("--limit", options->limit, "At most so many")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    list->add_option("--cursor", options->cursor, "Where the page before ended");
    list->footer("Example:\n  fairdraw round list --limit 10");
    list->callback([=, &exit_status] {
        const auto page = "/v1/rounds?limit=" + std::to_string(options->limit);
        exit_status =
            call_api(*access, "GET",
                     options->cursor.empty() ? page : page + "&cursor=" + path_segment(options->cursor), "");
    });
    auto* show = group.add_subcommand("show", "Shows one round");
    show->add_option("--round,round", options->round, "Its id, with --round or without");
    show->footer("Example:\n  fairdraw round show try-1");
    show->callback([=, &exit_status] { exit_status = call_api(*access, "GET", round_path(*options), ""); });
}

void add_void(CLI::App& group, const std::shared_ptr<ApiAccess>& access,
              const std::shared_ptr<RoundOptions>& options, int& exit_status) {
    auto* command = group.add_subcommand("void", "Ends a round that will not be drawn");
    command->add_option("--round,round", options->round, "Its id, with --round or without");
    command->add_option("--reason", options->reason, "One line, published")->required();
    command->footer("Example:\n  fairdraw round void try-1 --reason \"the shop withdrew the offer\"");
    command->callback([=, &exit_status] {
        exit_status = call_api(*access, "POST", round_path(*options) + "/void",
                               Json{{"reason", options->reason}}.dump());
    });
}

void add_disqualify(CLI::App& group, const std::shared_ptr<ApiAccess>& access,
                    const std::shared_ptr<RoundOptions>& options, int& exit_status) {
    auto* command =
        group.add_subcommand("disqualify", "Takes a user's entry out of the draw, until the close");
    command->add_option("--round,round", options->round, "Its id, with --round or without");
    command->add_option("--user", options->user, "The user's id")->required();
    auto* reason =
        command->add_option("--reason", options->reason, "a-z and _, published with the user's tag");
    auto* undo =
        command->add_flag("--undo", options->undo, "Lets the user take part again")->excludes(reason);
    command->footer("Example:\n  fairdraw round disqualify try-1 --user mallory --reason shared_device");
    command->callback([=, &exit_status] {
        if (undo->count() + reason->count() != 1)
            throw CLI::ValidationError("disqualify", "give --reason, or --undo");
        const auto path = round_path(*options) + "/disqualifications/" + path_segment(options->user);
        exit_status = options->undo
                          ? call_api(*access, "DELETE", path, "")
                          : call_api(*access, "PUT", path, Json{{"reason", options->reason}}.dump());
    });
}

}  // namespace

void add_round(CLI::App& program, int& exit_status) {
    auto* group = program.add_subcommand("round", "Announces, shows, voids rounds on a running service");
    group->require_subcommand(1);
    const auto access = add_api_access(*group);
    const auto options = std::make_shared<RoundOptions>();
    add_create(*group, access, options, exit_status);
    add_reading(*group, access, options, exit_status);
    add_void(*group, access, options, exit_status);
    add_disqualify(*group, access, options, exit_status);
    group->footer("Example:\n  FAIRDRAW_TOKEN=... fairdraw round list --server http://127.0.0.1:8080");
    group->fallthrough();
}

}  // namespace fairdraw::cli
