#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/api_client.hpp"
#include "cli/commands.hpp"

namespace fairdraw::cli {

namespace {

using Json = nlohmann::ordered_json;

struct CampaignOptions {
    std::string campaign;
    std::string time_zone = "Asia/Taipei";
    std::string starts_at = "23:00";
    std::vector<int> reserve{300, 60};
    bool no_reserve = false;
    int enter_for_s = 60;
    std::string quota = "odds 1/5 stochastic";
    std::string beacon = "none";
    std::string first_day;
    std::string last_day;
    std::string template_id;
};

std::string create_body(const CampaignOptions& options) {
    Json body = {{"campaign", options.campaign},
                 {"time_zone", options.time_zone},
                 {"starts_at", options.starts_at},
                 {"reserve", nullptr},
                 {"enter_for_s", options.enter_for_s},
                 {"quota", options.quota},
                 {"beacon", options.beacon}};
    if (!options.no_reserve)
        body["reserve"] = {{"opens_before_s", options.reserve.at(0)},
                           {"closes_before_s", options.reserve.at(1)}};
    if (!options.first_day.empty()) body["first_day"] = options.first_day;
    if (!options.last_day.empty()) body["last_day"] = options.last_day;
    if (!options.template_id.empty()) body["template"] = options.template_id;
    return body.dump();
}

void add_create(CLI::App& group, const std::shared_ptr<ApiAccess>& access,
                const std::shared_ptr<CampaignOptions>& options, int& exit_status) {
    auto* command = group.add_subcommand("create", "Makes an event that repeats daily");
    command->add_option("--campaign", options->campaign, "Its id: a-z, 0-9 and -; its rounds are <id>-<date>")
        ->required();
    command->add_option("--time-zone", options->time_zone, "Of the tz database")->capture_default_str();
    command->add_option("--starts-at", options->starts_at, "When entries open, local time")
        ->capture_default_str();
    auto* reserve =
        command->add_option("--reserve", options->reserve, "OPENS CLOSES, in seconds before entries open")
            ->expected(2)
            ->delimiter(' ')
            ->capture_default_str();
    command->add_flag("--no-reserve", options->no_reserve, "Nobody needs to reserve")->excludes(reserve);
    command->add_option("--enter-for-s", options->enter_for_s, "How long entries are taken, in seconds")
        ->capture_default_str();
    command
        ->add_option("--quota", options->quota,
                     "\"odds 1/5 stochastic\", \"odds 1/5 floor\" or \"count 100\"")
        ->capture_default_str();
    command
        ->add_option("--beacon", options->beacon,
                     "none, or \"drand CHAIN\": each day a public random beacon that is due after the close")
        ->capture_default_str();
    command->add_option("--first-day", options->first_day, "Local date; from now on unless told");
    command->add_option("--last-day", options->last_day, "Local date; without end unless told");
    command->add_option("--template", options->template_id, "What winners get");
    command->footer(
        "The service announces its rounds ahead by itself.\n\nExample:\n"
        "  fairdraw campaign create --campaign daily --time-zone Asia/Taipei --starts-at 23:00");
    command->callback([=, &exit_status] {
        exit_status = call_api(*access, "POST", "/v1/campaigns", create_body(*options));
    });
}

}  // namespace

void add_campaign(CLI::App& program, int& exit_status) {
    auto* group =
        program.add_subcommand("campaign", "Makes, lists and stops daily events on a running service");
    group->require_subcommand(1);
    group->fallthrough();
    const auto access = add_api_access(*group);
    const auto options = std::make_shared<CampaignOptions>();
    add_create(*group, access, options, exit_status);

    auto* list = group->add_subcommand("list", "Lists campaigns");
    list->footer("Example:\n  fairdraw campaign list");
    list->callback([=, &exit_status] { exit_status = call_api(*access, "GET", "/v1/campaigns", ""); });

    auto* stop = group->add_subcommand("stop", "Announces no further rounds; those announced stay");
    stop->add_option("--campaign,campaign", options->campaign, "Its id, with --campaign or without");
    stop->footer("Example:\n  fairdraw campaign stop daily");
    stop->callback([=, &exit_status] {
        if (options->campaign.empty()) throw CLI::RequiredError("CAMPAIGN");
        exit_status =
            call_api(*access, "POST", "/v1/campaigns/" + path_segment(options->campaign) + "/stop", "");
    });
    group->footer("Example:\n  FAIRDRAW_TOKEN=... fairdraw campaign create --campaign daily");
}

}  // namespace fairdraw::cli
