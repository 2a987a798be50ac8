/**
 * Passwords of ten characters or more that every guesser tries first, in lower case, without digits and signs at their end.
 * Shorter ones are refused by their length; repetitions and sequences are refused by rule.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pa55word passpass passwordpassword mypassword thepassword newpassword
  qwertyuiop qwertyqwerty qwerty asdfghjkl asdfasdf zxcvbnm qazwsx qazwsxedc qazwsxedcrfv qweasdzxc qweasd zaqxsw poiuytrewq
  1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsx 123qweasdzxc 123qwe 123abc
  abcd1234 a1b2c3d4e5 abc123abc abcabc 1a2b3c4d5e iloveyou iloveyouforever iloveyousomuch ilovegod ilovejesus jesuschrist
  jesuslovesme jesusislord jesusisking godisgood godislove godbless hallelujah blessedbegod churchchurch
  letmein letmeinnow welcome welcomehome welcomeback administrator admin adminadmin superadmin changeme changemenow changeit
  temporary temppassword defaultpassword default initialpassword secret topsecret secretsecret testtest testing testpassword
  sunshine princess football baseball basketball superman batman spiderman starwars pokemon dragon monkey michael jennifer
  computer internet microsoft facebook instagram whatsapp google linkedin samsung android iphone blackberry manchester liverpool
  chocolate butterfly strawberry cinnamon everything beautiful something whatever nothing trustno1 masterkey mastermaster
  shadowshadow killerkiller forever friends family summer winter spring autumn january february march april september october
  november december monday tuesday wednesday thursday friday saturday sunday christmas halloween birthday
  correcthorsebatterystaple opensesame`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
