/** Search for people by name on the device. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { isOneOff, NameIndex } from "../../accreditation/doors/static/app/people/search.mjs";
import { readShortCode } from "../../accreditation/doors/static/rules/short_code.mjs";
import { fold, spellOut } from "../../conference/static/js/folding.mjs";

const PEOPLE = [
  { native_name: "Đặng Thị Ngọc", latin_name: "DANG Thi Ngoc", outlet: "Báo Mới", number: "P-0001" },
  { native_name: "مؤمن عبد الله", latin_name: "MOAMEN Abdullah", outlet: "قناة", number: "G-0002" },
  { native_name: "Łukasz Groß", latin_name: "GROSS Lukasz", outlet: "Gazeta", number: "G-0003" },
  { native_name: "王小明", latin_name: "WANG Xiaoming", outlet: "新华社", number: "G-0004" },
  { native_name: "スズキ ケンジ", latin_name: "SUZUKI Kenji", outlet: "NHK", number: "G-0005" },
  { native_name: "Jean-Pierre O’Brien", latin_name: "O'BRIEN Jean-Pierre", outlet: "AFP", number: "G-0006" },
];

test("a long run of marks is not normalized", () => {
  const { normalize } = String.prototype;
  let longest = 0;
  /** @this {string} @param {string} form */
  String.prototype.normalize = function (form) {
    longest = Math.max(longest, this.length);
    return normalize.call(this, form);
  };
  try {
    const marks = `a${"\u0301\u0316".repeat(10_000)}`;
    assert.equal(fold(marks), "a");
    assert.equal(spellOut(marks), "");
    assert.equal(readShortCode(marks), null);
    assert.deepEqual(
      new NameIndex([{ native_name: marks, latin_name: marks, outlet: marks, number: marks }]).find(`${marks}b`),
      [],
    );
  } finally {
    String.prototype.normalize = normalize;
  }
  assert.ok(longest <= 512, `${longest} units were normalized`);
});

test("a name is found in any spelling", () => {
  const index = new NameIndex(PEOPLE);
  const cases = {
    "P-0001": ["dang ngoc", "NGỌC đặng", "ngoc", "p0001", "dangthi", "dnag thi"],
    "G-0002": ["مومن", "عبدالله", "abdulah", "moamen"],
    "G-0003": ["gross lukasz", "łukasz", "GROß", "lukas"],
    "G-0004": ["小明", "王", "xiao", "wang xiaomin"],
    "G-0005": ["すずき", "ｽｽﾞｷ", "ケンジ", "suzuky"],
    "G-0006": ["obrien", "o'brien jean", "jean pierre", "pierre afp"],
  };
  for (const [number, texts] of Object.entries(cases)) {
    for (const text of texts) assert.equal(index.find(text)[0]?.number, number, text);
  }
  for (const nobody of ["", "x", "zzzz", "wang gross", "   "]) assert.deepEqual(index.find(nobody), []);
});

/** Who is meant, and how people at doors write it. @type {[native: string, latin: string, typed: string[]][]} */
const PRACTICE = [
  [
    "Nguyễn Thị Hoa",
    "NGUYEN Thi Hoa",
    ["Nguyen Thi Hoa", "hoa nguyen", "nguyenthihoa", "thihoa", "nguy\u00adễn", "Ｎｇｕｙｅｎ", "p٠٠٠١", "Ｐ－０００１"],
  ],
  ["Đặng Văn Minh", "DANG Van Minh", ["dang", "Ðặng", "đăng van"]],
  ["Jürgen Müller", "MUELLER Juergen", ["muller", "mueller", "MÜLLER jurgen", "müller juergen"]],
  [
    "أحمد السيد",
    "ALSAYED Ahmed",
    ["al-sayed", "alsayed", "ahmed al sayed", "el sayed", "elsayed", "sayed", "السيد", "سيد", "السَّيِّد", "احمد", "إحمد"],
  ],
  ["Семён Андрей Ёлкин", "YOLKIN Semyon", ["елкин семен", "ёлкин", "андреи", "Андрей", "е\u0308лкин", "андреи\u0306"]],
  ["王小明", "WANG Xiao Ming", ["王 小明", "王\u3000小明", "小明", "xiaoming wang", "wang xiaoming", "wang xiao ming"]],
  ["欧阳 娜娜", "OUYANG Nana", ["欧阳娜娜", "娜娜 欧阳"]],
  [
    "Seán O‘Brien-O´Neill",
    "OBRIEN ONEILL Sean",
    ["o'brien", "O’Brien", "obrien", "o brien", "OʼNeill O´Brien", "obrien-oneill"],
  ],
  ["Işıl İnönü", "INONU Isil", ["ISIL INONU", "ışıl", "İSİL", "inönü"]],
  ["فاطمة الزهراء", "EL ZAHRAA Fatima", ["فاطمه الزهراء", "فاطمة زهرا", "fatima elzahraa", "al-zahraa"]],
  ["علاء بهاء الدين", "BAHAA ELDIN Alaa", ["علا", "بهاء الدين", "bahaaeldin", "bahaa el-din"]],
  ["Олександр Ґалаґан", "HALAHAN Oleksandr", ["Галаган", "александр"]],
  ["Jan van der Berg", "VAN DER BERG Jan", ["vanderberg", "van der berg jan", "vander berg"]],
  ["Øyvind Åsgård", "ASGARD Oyvind", ["oeyvind", "oyvind aasgaard", "Åsgård"]],
  ["عَبْدُ اللهِ مؤمن", "ABDULLAH Moamen", ["عبدالله", "عبد الله", "مومن", "٠٠١٥"]],
  ["김민준", "KIM Minjun", ["민준", "김 민준", "kim min jun"]],
  ["Jörg Würzbürger", "", ["wuerzbuerger", "joerg"]],
];

test("a name is found as it is written in practice", () => {
  const people = PRACTICE.map(([native_name, latin_name], n) => ({
    native_name,
    latin_name,
    outlet: "",
    number: `P-${String(n + 1).padStart(4, "0")}`,
  }));
  const index = new NameIndex(people);
  for (const [n, [, , texts]] of PRACTICE.entries()) {
    for (const text of texts) assert.equal(index.find(text)[0]?.number, people[n].number, text);
  }
  assert.deepEqual(index.find("qz ".repeat(100_000)), [], "a pasted page is no name");
});

test("fold and isOneOff accept single errors", () => {
  assert.equal(fold("  Nguyễn—THỊ "), "nguyen thi");
  assert.equal(fold("أحمد"), fold("احمد"));
  assert.ok(
    isOneOff("maria", "mraia") && isOneOff("maria", "mara") && isOneOff("maria", "mariaa") && isOneOff("a", "a"),
  );
  assert.ok(!isOneOff("maria", "mxrxa") && !isOneOff("ab", "abcd"));
});
