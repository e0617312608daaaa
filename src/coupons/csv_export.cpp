#include "coupons/csv_export.hpp"

#include <utility>

namespace fairdraw::coupons {

http::Response csv_export(const std::string& header, std::uint64_t bytes,
                          std::function<void(std::string& lines)> next_lines) {
    const auto first_line = header + "\r\n";
    http::Stream stream;
    stream.length = first_line.size() + bytes;
    stream.next = [first_line, next_lines = std::move(next_lines),
                   begun = false](std::string& chunk) mutable {
        if (begun)
            next_lines(chunk);
        else
            chunk = first_line;
        begun = true;
        return !chunk.empty();
    };
    return {200, "text/csv; charset=utf-8; header=present", {}, {}, std::move(stream)};
}

}  // namespace fairdraw::coupons
