/**
 * Which country a phone number belongs to, by how it begins: ITU-T E.164 country codes as in libphonenumber-js 1.13 (its metadata of
 * 2026), read on 2026-11-21. Shared codes name the country that has all the rest; `dialExceptions` name the others. Codes of no country
 * (satellites, +800, +979 and the like) are left out on purpose: what they cost is anybody's guess.
 */
export const callingCodes =
  '1US 7RU 20EG 211SS 212MA 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL 233GH 234NG ' +
  '235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 246IO 247AC 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG ' +
  '257BI 258MZ 260ZM 261MG 262RE 263ZW 264NA 265MW 266LS 267BW 268SZ 269KM 27ZA 290SH 291ER 297AW 298FO 299GL 30GR 31NL 32BE 33FR 34ES ' +
  '350GI 351PT 352LU 353IE 354IS 355AL 356MT 357CY 358FI 359BG 36HU 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS ' +
  '382ME 383XK 385HR 386SI 387BA 389MK 39IT 40RO 41CH 420CZ 421SK 423LI 43AT 44GB 45DK 46SE 47NO 48PL 49DE 500FK 501BZ 502GT 503SV ' +
  '504HN 505NI 506CR 507PA 508PM 509HT 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE 590GP 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY ' +
  '599CW 60MY 61AU 62ID 63PH 64NZ 65SG 66TH 670TL 672NF 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI ' +
  '687NC 688TV 689PF 690TK 691FM 692MH 81JP 82KR 84VN 850KP 852HK 853MO 855KH 856LA 86CN 880BD 886TW 90TR 91IN 92PK 93AF 94LK 95MM ' +
  '960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 98IR 992TJ 993TM 994AZ 995GE ' +
  '996KG 998UZ';

/**
 * Country, calling code and the digits after it. Behind +1 everything that is not named here counts as the United States: new area codes are
 * nearly always theirs, and every other country of the plan is listed whole (nanpa.com). `ZZ`: of no country, such as premium 900.
 */
export const dialExceptions: readonly (readonly [country: string, code: string, digits: string])[] = [
  [
    'CA',
    '1',
    '204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 548 579 581 584 587 600 604 613 622 633 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942',
  ],
  ['PR', '1', '787 939'],
  ['VI', '1', '340'],
  ['GU', '1', '671'],
  ['AS', '1', '684'],
  ['MP', '1', '670'],
  ['AG', '1', '268'],
  ['AI', '1', '264'],
  ['BB', '1', '246'],
  ['BM', '1', '441'],
  ['BS', '1', '242'],
  ['DM', '1', '767'],
  ['DO', '1', '809 829 849'],
  ['GD', '1', '473'],
  ['JM', '1', '658 876'],
  ['KN', '1', '869'],
  ['KY', '1', '345'],
  ['LC', '1', '758'],
  ['MS', '1', '664'],
  ['SX', '1', '721'],
  ['TC', '1', '649'],
  ['TT', '1', '868'],
  ['VC', '1', '784'],
  ['VG', '1', '284'],
  ['ZZ', '1', '900 976'],
  ['KZ', '7', '6 7'],
  ['VA', '39', '06698'],
  ['GG', '44', '1481 7781 7839 79111 79117'],
  ['JE', '44', '1534 77003 77007 77008 7509 7797 7829 7937'],
  ['IM', '44', '1624 74576 7624 7524 7924'],
  ['SJ', '47', '79'],
  ['CC', '61', '89162'],
  ['CX', '61', '89164'],
  ['EH', '212', '5288 5289'],
  ['YT', '262', '269 639 9478 9769'],
  ['TA', '290', '8'],
  ['AX', '358', '18'],
  ['BQ', '599', '3 4 7'],
];
