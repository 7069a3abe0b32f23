#include "accounts/intake/csv_user.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/utf8.h"

namespace narvi::accounts::intake {

namespace {

using Reason = std::optional<std::string>;

constexpr auto kColumns = std::to_array<std::pair<std::string_view, CsvColumn>>({
    {"id", CsvColumn::kKey},
    {"username", CsvColumn::kUsername},
    {"password", CsvColumn::kPassword},
    {"clear_password", CsvColumn::kClearPassword},
    {"email", CsvColumn::kEmail},
    {"first_name", CsvColumn::kFirstName},
    {"last_name", CsvColumn::kLastName},
    {"is_active", CsvColumn::kIsActive},
    {"is_staff", CsvColumn::kIsStaff},
    {"is_superuser", CsvColumn::kIsSuperuser},
    {"last_login", CsvColumn::kLastLogin},
    {"date_joined", CsvColumn::kDateJoined},
    {"groups", CsvColumn::kGroups},
    {"user_permissions", CsvColumn::kPermissions},
});

tl::unexpected<std::string> because(std::string reason) {
  return tl::unexpected<std::string>(std::move(reason));
}

bool has(const std::vector<CsvColumn>& columns, CsvColumn column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

std::string all_names() {
  std::string text;
  for (const auto& [name, column] : kColumns) {
    text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    if (const std::string_view part = python_strip(text.substr(0, end)); !part.empty()) {
      parts.emplace_back(part);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Reason read_flag(std::string_view name, std::string text, std::optional<bool>& into) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::array<std::string_view, 4> kYes = {"true", "1", "yes", "t"};
  constexpr std::array<std::string_view, 4> kNo = {"false", "0", "no", "f"};
  if (std::find(kYes.begin(), kYes.end(), text) != kYes.end()) {
    into = true;
  } else if (std::find(kNo.begin(), kNo.end(), text) != kNo.end()) {
    into = false;
  } else {
    return std::string(name) + ": true or false was expected";
  }
  return std::nullopt;
}

Reason read_time(std::string_view name, std::string_view text, std::optional<Instant>& into) {
  into = read_instant(text);
  return into ? std::nullopt
              : Reason(std::string(name) + ": it is not a time like 2026-01-31 23:59:59+00:00");
}

/// "app_label.model.codename": only the last part may hold dots.
Reason read_permissions(std::string_view text, std::vector<PermissionName>& into) {
  for (const std::string& part : split(text)) {
    const std::size_t first = part.find('.');
    const std::size_t second = first == std::string::npos ? first : part.find('.', first + 1);
    if (second == std::string::npos) {
      return "user_permissions: a permission is written as app_label.model.codename";
    }
    into.push_back(
        {part.substr(0, first), part.substr(first + 1, second - first - 1), part.substr(second + 1)});
  }
  return std::nullopt;
}

/// Texts, where an empty cell is an empty text.
bool read_text(CsvColumn column, std::string& cell, UserRecord& user) {
  switch (column) {
    case CsvColumn::kUsername:
      user.username = std::move(cell);
      return true;
    case CsvColumn::kEmail:
      user.email = std::move(cell);
      return true;
    case CsvColumn::kFirstName:
      user.first_name = std::move(cell);
      return true;
    case CsvColumn::kLastName:
      user.last_name = std::move(cell);
      return true;
    case CsvColumn::kGroups:
      user.groups = split(cell);
      return true;
    default:
      return false;
  }
}

Reason read_cell(CsvColumn column, std::string cell, UserRecord& user) {
  if (read_text(column, cell, user)) {
    return std::nullopt;
  }
  if (column == CsvColumn::kPermissions) {
    return read_permissions(cell, user.permissions.emplace());
  }
  if (cell.empty()) {
    return std::nullopt;
  }
  switch (column) {
    case CsvColumn::kKey:
      user.key = std::move(cell);
      return std::nullopt;
    case CsvColumn::kPassword:
      user.password = SecretText(std::move(cell));
      return std::nullopt;
    case CsvColumn::kClearPassword:
      user.clear_password = SecretText(std::move(cell));
      return std::nullopt;
    case CsvColumn::kIsActive:
      return read_flag("is_active", std::move(cell), user.is_active);
    case CsvColumn::kIsStaff:
      return read_flag("is_staff", std::move(cell), user.is_staff);
    case CsvColumn::kIsSuperuser:
      return read_flag("is_superuser", std::move(cell), user.is_superuser);
    case CsvColumn::kLastLogin:
      return read_time("last_login", cell, user.last_login);
    default:
      return read_time("date_joined", cell, user.date_joined);
  }
}

Reason read_cells(const std::vector<CsvColumn>& columns, std::vector<std::string>& cells, UserRecord& user) {
  if (cells.size() != columns.size()) {
    return "the line has " + std::to_string(cells.size()) + " fields, the first line " +
           std::to_string(columns.size());
  }
  Reason first;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (find_utf8_fault(cells[i])) {
      return "it is not UTF-8";
    }
    Reason reason = read_cell(columns[i], std::move(cells[i]), user);
    first = first ? std::move(first) : std::move(reason);
  }
  return first;
}

}  // namespace

Result<std::vector<CsvColumn>, std::string> csv_header(const std::vector<std::string>& names,
                                                       CsvChoice choice) {
  std::vector<CsvColumn> columns;
  for (const std::string& name : names) {
    const auto known = std::find_if(kColumns.begin(), kColumns.end(),
                                    [&name](const auto& column) { return column.first == name; });
    if (known == kColumns.end()) {
      return because("there is no column \"" + name.substr(0, 64) + "\"; known: " + all_names());
    }
    const bool is_name = choice.name_is_address && known->second == CsvColumn::kEmail;
    const CsvColumn column = is_name ? CsvColumn::kUsername : known->second;
    if (has(columns, column)) {
      return because("the column \"" + name + "\" is there twice");
    }
    columns.push_back(column);
  }
  if (!has(columns, CsvColumn::kUsername)) {
    return because("the first line must name the columns, " +
                   std::string(choice.name_is_address ? "email" : "username") + " among them");
  }
  if (!has(columns, CsvColumn::kClearPassword)) {
    return columns;
  }
  if (!choice.take_clear_passwords) {
    return because("clear passwords are taken only with --hash-passwords");
  }
  if (has(columns, CsvColumn::kPassword)) {
    return because("password and clear_password exclude each other");
  }
  return columns;
}

Record read_csv_user(std::uint64_t line, const std::vector<CsvColumn>& columns,
                     std::vector<std::string> cells, const Judgement& judgement) {
  UserRecord user;
  Record record{line, RefusedRecord{}};
  Reason reason = read_cells(columns, cells, user);
  if (!reason) {
    reason = refuse_user(user, judgement, record.warnings);
  }
  if (reason) {
    record.what = RefusedRecord{"user '" + utf8_with_replacement(user.username) + "'", std::move(*reason)};
  } else {
    record.what = std::move(user);
  }
  return record;
}

}  // namespace narvi::accounts::intake
