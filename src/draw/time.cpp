#include "fairdraw/time.hpp"

#include <stdexcept>

namespace fairdraw {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

struct Date {
    std::int64_t year;
    std::int64_t month;  // from 1
    std::int64_t day;    // from 1
};

// The proleptic Gregorian calendar, counted in years that begin in March, so that the leap day comes last,
// and in eras of 400 years, each of which has the same number of days.
constexpr std::int64_t days_per_era = 146'097;
constexpr std::int64_t days_from_era_0_to_1970 = 719'468;

constexpr std::int64_t days_since_1970(Date date) {
    const std::int64_t march_year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
    const std::int64_t year_of_era = march_year - era * 400;
    const std::int64_t month_from_march = (date.month + 9) % 12;
    const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * days_per_era + day_of_era - days_from_era_0_to_1970;
}

constexpr Date date_of(std::int64_t days_since_1970) {
    const std::int64_t days = days_since_1970 + days_from_era_0_to_1970;
    const std::int64_t era = (days >= 0 ? days : days - (days_per_era - 1)) / days_per_era;
    const std::int64_t day_of_era = days - era * days_per_era;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return {.year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
            .month = month,
            .day = day_of_year - (153 * month_from_march + 2) / 5 + 1};
}

constexpr std::int64_t earliest_ms = days_since_1970({0, 1, 1}) * ms_per_day;
constexpr std::int64_t latest_ms = days_since_1970({10'000, 1, 1}) * ms_per_day - 1;

constexpr bool is_leap(std::int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// In a shape a 0 stands for any digit, everything else for itself.
constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool has_shape(std::string_view text) {
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
    }
    return true;
}

std::int64_t number_at(std::string_view text, std::size_t begin, std::size_t digits) {
    std::int64_t number = 0;
    for (const char digit : text.substr(begin, digits)) number = number * 10 + (digit - '0');
    return number;
}

void put_number(std::string& text, std::size_t begin, std::size_t digits, std::int64_t number) {
    for (; digits > 0; number /= 10) text[begin + --digits] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string format_rfc3339(UnixMs time) {
    if (time.value < earliest_ms || time.value > latest_ms) {
        throw std::invalid_argument("a time outside the years 0000 to 9999");
    }
    const std::int64_t days = (time.value >= 0 ? time.value : time.value - (ms_per_day - 1)) / ms_per_day;
    const std::int64_t ms = time.value - days * ms_per_day;
    const Date date = date_of(days);
    std::string text{shape};
    put_number(text, 0, 4, date.year);
    put_number(text, 5, 2, date.month);
    put_number(text, 8, 2, date.day);
    put_number(text, 11, 2, ms / 3'600'000);
    put_number(text, 14, 2, ms / 60'000 % 60);
    put_number(text, 17, 2, ms / 1'000 % 60);
    put_number(text, 20, 3, ms % 1'000);
    return text;
}

std::optional<UnixMs> parse_rfc3339(std::string_view text) {
    if (!has_shape(text)) return std::nullopt;
    const Date date{number_at(text, 0, 4), number_at(text, 5, 2), number_at(text, 8, 2)};
    const std::int64_t hour = number_at(text, 11, 2);
    const std::int64_t minute = number_at(text, 14, 2);
    const std::int64_t second = number_at(text, 17, 2);
    if (date.month < 1 || date.month > 12) return std::nullopt;
    if (date.day < 1 || date.day > days_in_month(date.year, date.month)) return std::nullopt;
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::int64_t seconds = (hour * 60 + minute) * 60 + second;
    return UnixMs{days_since_1970(date) * ms_per_day + seconds * 1'000 + number_at(text, 20, 3)};
}

}  // namespace fairdraw
