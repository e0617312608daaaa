// Rules and orders as JSON: what is read is written again the same, and what is wrong is refused by name.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "pricing/order_json.hpp"
#include "pricing/rule_json.hpp"

using namespace fairdraw::pricing;
using nlohmann::json;

namespace {

const json order = json::parse(R"({"currency": "TWD", "shipping": 60, "items": [
    {"product": "p1", "merchant": "m1", "category": "c1", "quantity": 2, "unit_price": 500},
    {"product": "p2", "merchant": null, "category": null, "quantity": 1, "unit_price": 0}]})");

// The error, or what was read.
std::string benefit(const std::string& text) {
    const auto parsed = parse_benefit(json::parse(text));
    return parsed ? write_benefit(*parsed).dump() : parsed.error();
}

std::string scope(const json& given) {
    const auto parsed = parse_scope(given);
    return parsed ? write_scope(*parsed).dump() : parsed.error();
}

std::string stacking(const std::string& text) {
    const auto parsed = parse_stacking(json::parse(text));
    return parsed ? write_stacking(*parsed).dump() : parsed.error();
}

std::string with(const std::string& pointer, const json& value) {
    auto changed = order;
    changed[json::json_pointer(pointer)] = value;
    const auto parsed = parse_order(changed);
    return parsed ? "read" : parsed.error();
}

}  // namespace

TEST_CASE("benefits are read, and written with every member of their kind") {
    CHECK(benefit(R"({"threshold": 10000, "amount": 2000, "kind": "amount_off"})") ==
          R"({"amount":2000,"kind":"amount_off","threshold":10000})");
    CHECK(benefit(R"({"kind": "percent_off", "basis_points": 1500, "threshold": null})") ==
          R"({"basis_points":1500,"cap":null,"kind":"percent_off","threshold":null})");
    CHECK(benefit(R"({"kind": "free_shipping", "cap": 50})") ==
          R"({"cap":50,"kind":"free_shipping","threshold":null})");
    CHECK(benefit(R"({"kind": "buy_x_get_y", "buy": 2, "get": 1, "times": 3})") ==
          R"({"buy":2,"get":1,"kind":"buy_x_get_y","times":3})");
    CHECK(benefit(R"({"kind": "free_item", "product": "sku-1", "quantity": 1})") ==
          R"({"kind":"free_item","product":"sku-1","quantity":1,"threshold":null})");
}

TEST_CASE("what is no benefit is refused by name") {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {R"(null)", "benefit: must be a JSON object"},
        {R"([])", "benefit: must be a JSON object"},
        {R"({})", "benefit.kind: is missing"},
        {R"({"kind": "gift"})",
         "benefit.kind: must be one of amount_off, percent_off, free_shipping, buy_x_get_y, free_item"},
        {R"({"kind": 1})",
         "benefit.kind: must be one of amount_off, percent_off, free_shipping, buy_x_get_y, free_item"},
        {R"({"kind": "amount_off"})", "benefit.amount: is missing"},
        {R"({"kind": "amount_off", "amount": null})", "benefit.amount: is missing"},
        {R"({"kind": "amount_off", "amount": 0})",
         "benefit.amount: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": 1000000000001})",
         "benefit.amount: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": 18446744073709551615})",
         "benefit.amount: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": 20.0})",
         "benefit.amount: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": "20"})",
         "benefit.amount: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": 1, "threshold": -1})",
         "benefit.threshold: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "amount_off", "amount": 1, "cap": 1})", "benefit.cap: there is no such member"},
        {R"({"kind": "percent_off", "basis_points": 0})",
         "benefit.basis_points: must be a whole number from 1 to 10000"},
        {R"({"kind": "percent_off", "basis_points": 10001})",
         "benefit.basis_points: must be a whole number from 1 to 10000"},
        {R"({"kind": "percent_off", "basis_points": 1, "cap": 0})",
         "benefit.cap: must be a whole number from 1 to 1000000000000"},
        {R"({"kind": "free_shipping", "amount": 1})", "benefit.amount: there is no such member"},
        {R"({"kind": "buy_x_get_y", "buy": 0, "get": 1})",
         "benefit.buy: must be a whole number from 1 to 10000"},
        {R"({"kind": "buy_x_get_y", "buy": 1})", "benefit.get: is missing"},
        {R"({"kind": "buy_x_get_y", "buy": 1, "get": 1, "times": 10001})",
         "benefit.times: must be a whole number from 1 to 10000"},
        {R"({"kind": "buy_x_get_y", "buy": 1, "get": 1, "threshold": 5})",
         "benefit.threshold: there is no such member"},
        {R"({"kind": "free_item", "quantity": 1})", "benefit.product: is missing"},
        {R"({"kind": "free_item", "product": "", "quantity": 1})",
         "benefit.product: must have 1 to 128 bytes"},
        {R"({"kind": "free_item", "product": "a\nb", "quantity": 1})",
         "benefit.product: must not hold control characters"},
        {R"({"kind": "free_item", "product": "a", "quantity": true})",
         "benefit.quantity: must be a whole number from 1 to 10000"},
    };
    for (const auto& [text, message] : wrong) {
        CAPTURE(text);
        CHECK(benefit(text) == message);
    }
}

TEST_CASE("scopes are read, and their ids put in order") {
    CHECK(scope({{"kind", "shop"}}) == R"({"kind":"shop"})");
    for (const std::string kind : {"merchants", "categories", "products"})
        CHECK(scope({{"kind", kind}, {"ids", {"b", "\u00e9", "a"}}}) ==
              R"({"ids":["a","b","é"],"kind":")" + kind + "\"}");
    CHECK(scope({{"kind", "shop"}, {"ids", {"a"}}}) == "scope.ids: there is no such member");
    CHECK(scope({{"kind", "galaxy"}}) == "scope.kind: must be one of shop, merchants, categories, products");
    CHECK(scope({{"kind", "products"}}) == "scope.ids: is missing");
    CHECK(scope({{"kind", "products"}, {"ids", json::array()}}) == "scope.ids: must be a list of 1 to 1000");
    CHECK(scope({{"kind", "products"}, {"ids", "a"}}) == "scope.ids: must be a list of 1 to 1000");
    CHECK(scope({{"kind", "products"}, {"ids", {"a", 1}}}) == "scope.ids[1]: must be a string");
    CHECK(scope({{"kind", "products"}, {"ids", {"a", "b", "a"}}}) == "scope.ids: must not hold one twice");
    CHECK(scope({{"kind", "products"}, {"ids", {std::string(129, 'a')}}}) ==
          "scope.ids[0]: must have 1 to 128 bytes");
    json many{{"kind", "products"}, {"ids", json::array()}};
    for (int i = 0; i < 1'000; ++i) many["ids"].push_back(std::to_string(i));
    CHECK(parse_scope(many).has_value());
    many["ids"].push_back("one more");
    CHECK(scope(many) == "scope.ids: must be a list of 1 to 1000");
}

TEST_CASE("stacking is read") {
    CHECK(stacking(R"({"kind": "exclusive"})") == R"({"kind":"exclusive"})");
    CHECK(stacking(R"({"kind": "group", "group": "spring", "at_most": 3})") ==
          R"({"at_most":3,"group":"spring","kind":"group"})");
    CHECK(stacking(R"({"kind": "exclusive", "group": "spring"})") ==
          "stacking.group: there is no such member");
    CHECK(stacking(R"({"kind": "group", "group": "spring"})") == "stacking.at_most: is missing");
    CHECK(stacking(R"({"kind": "group", "group": "spring", "at_most": 6})") ==
          "stacking.at_most: must be a whole number from 1 to 5");
    CHECK(stacking(R"({"kind": "group", "group": "", "at_most": 2})") ==
          "stacking.group: must have 1 to 64 bytes");
    CHECK(stacking(R"({"kind": "pile"})") == "stacking.kind: must be one of exclusive, group");
}

TEST_CASE("a currency is three capital letters") {
    CHECK(parse_currency("TWD") == "TWD");
    for (const json& wrong : {json("twd"), json("TWDX"), json("TW"), json("T D"), json(901), json()})
        CHECK(parse_currency(wrong).error() == "currency: must be three capital letters, such as TWD");
}

TEST_CASE("an order is read and written, with what its body holds besides left to others") {
    CHECK(write_order(parse_order(order).value()) == order);
    auto short_of = order;
    short_of["items"][1].erase("merchant");
    short_of["items"][1].erase("category");
    CHECK(write_order(parse_order(short_of).value()) == order);

    auto more = order;
    more["coupons"] = {"A", "B"};
    CHECK(parse_order(more).error() == "coupons: there is no such member");
    CHECK(write_order(parse_order(more, {"coupons", "user"}).value()) == order);
}

TEST_CASE("what is no order is refused by name") {
    CHECK(parse_order(json::array()).error() == "the body: must be a JSON object");
    CHECK(parse_order(json::object()).error() == "currency: must be three capital letters, such as TWD");
    CHECK(with("/currency", "twd") == "currency: must be three capital letters, such as TWD");
    CHECK(with("/shipping", nullptr) == "shipping: is missing");
    CHECK(with("/shipping", -1) == "shipping: must be a whole number from 0 to 1000000000000");
    CHECK(with("/shipping", 1'000'000'000'000) == "read");
    CHECK(with("/items", json::array()) == "items: must be a list of 1 to 200");
    CHECK(with("/items", json(std::vector(200, order["items"][0]))) == "read");
    CHECK(with("/items", json(std::vector(201, order["items"][0]))) == "items: must be a list of 1 to 200");
    CHECK(with("/items/1", 5) == "items[1]: must be a JSON object");
    CHECK(with("/items/1/product", nullptr) == "items[1].product: is missing");
    CHECK(with("/items/1/merchant", 5) == "items[1].merchant: must be a string");
    CHECK(with("/items/1/quantity", 0) == "items[1].quantity: must be a whole number from 1 to 10000");
    CHECK(with("/items/1/quantity", 10'001) == "items[1].quantity: must be a whole number from 1 to 10000");
    CHECK(with("/items/0/unit_price", 0.5) ==
          "items[0].unit_price: must be a whole number from 0 to 1000000000000");
    CHECK(with("/items/0/unit_price", 1'000'000'000'001) ==
          "items[0].unit_price: must be a whole number from 0 to 1000000000000");
    CHECK(with("/items/0/colour", "red") == "items[0].colour: there is no such member");
    CHECK(with("/note", "fragile") == "note: there is no such member");
}
