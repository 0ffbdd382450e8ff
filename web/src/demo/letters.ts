// The people and letters of the demo world. All invented. Calm on purpose: whoever shows the program shows these texts.
import type { Role } from '../crypto/wire';

export interface Staff { name: string; password: string; alias: string; roles: Role[] }
export interface Line { by: 'seeker' | 'staff' | 'note'; text: string }
export interface Letter {
  /** null: the account has a return code only */ signIn: { name: string; password: string } | null;
  name: string; topic: string; lang: string; age: string | null; gender: string | null;
  /** The name of the staff member who took the case; null: still in the pool. */ taken: string | null; lines: Line[];
}
export interface World { staff: [Staff, ...Staff[]]; letters: Letter[] }

export const worlds: Record<string, World> = {
  wien: {
    staff: [
      { name: 'leitung', password: 'leitung im schaufenster', alias: 'Frau Lindner', roles: ['counsellor', 'intake', 'lead'] },
      { name: 'karin', password: 'karin im schaufenster', alias: 'Frau K.', roles: ['counsellor', 'intake'] },
      { name: 'benedikt', password: 'benedikt im schaufenster', alias: 'Herr B.', roles: ['counsellor', 'intake'] },
    ],
    letters: [
      {
        signIn: { name: 'Sonne-42', password: 'sonne im schaufenster' }, name: 'Sonne-42', topic: 'loss', lang: 'de', age: '27 bis 39', gender: 'weiblich', taken: 'karin',
        lines: [
          { by: 'seeker', text: 'Guten Abend,\n\nich weiß nicht, ob ich hier richtig bin. Vor sieben Wochen ist mein Vater gestorben. Am Tag funktioniere ich, in der Arbeit merkt niemand etwas. Aber sobald ich allein bin, sitze ich in der Küche und kann nicht aufstehen. Gestern habe ich vergessen, meinen Sohn vom Training abzuholen.\n\nIch möchte einfach wissen, ob das noch normal ist.' },
          { by: 'note', text: 'Trauer nach plötzlichem Tod des Vaters, sieben Wochen. Kind im Haushalt, Arbeit geht. Keine Hinweise auf Gefahr im Text; beim nächsten Mal behutsam nachfragen, wer da ist.' },
          { by: 'staff', text: 'Guten Tag, und danke, dass Sie geschrieben haben.\n\nSie sind hier richtig. Was Sie beschreiben, dass der Tag noch geht und am Abend alles über Ihnen zusammenschlägt, erzählen uns viele Menschen in den ersten Monaten nach einem Tod. Es heißt nicht, dass mit Ihnen etwas nicht stimmt.\n\nWenn Sie mögen: Gibt es jemanden, der von diesen Abenden in der Küche weiß? Und was hilft Ihnen dann, auch wenn es nur ein bisschen hilft?\n\nIch lese Ihre nächste Nachricht in Ruhe.\nFrau K.' },
          { by: 'seeker', text: 'Danke für Ihre Antwort. Ich habe sie dreimal gelesen.\n\nNein, es weiß niemand. Meine Mutter kann ich nicht auch noch belasten. Ein bisschen hilft es, wenn ich das Radio einschalte, ganz leise, sodass jemand spricht.' },
        ],
      },
      {
        signIn: null, name: 'Nebelkrähe', topic: 'work', lang: 'de', age: '40 bis 59', gender: null, taken: 'benedikt',
        lines: [
          { by: 'seeker', text: 'Seit der Kündigung im September schlafe ich kaum noch. Ich stehe um vier Uhr auf und rechne. Meiner Frau habe ich gesagt, es sei eine Umstrukturierung und ich hätte schon etwas Neues. Das stimmt nicht.' },
          { by: 'staff', text: 'Guten Tag,\n\ndas klingt nach vielen Nächten, in denen Sie ganz allein rechnen. Danke, dass Sie es hier aussprechen.\n\nDas Rechnen um vier Uhr früh ist selten gerecht zu einem selbst. Was wäre, wenn wir die Zahlen und die Sorge einmal auseinanderlegen? Schreiben Sie mir, wenn Sie möchten, was Ihre Frau am ehesten hören könnte. Nicht alles auf einmal.\n\nHerr B.' },
        ],
      },
      {
        signIn: null, name: 'Föhre 7', topic: 'crisis', lang: 'de', age: null, gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'Ich brauche jemanden, der einfach nur liest. Es ist gerade alles zu laut. Ich bin in Sicherheit, meine Schwester ist heute Nacht bei mir, aber ich will sie nicht wecken.' }],
      },
      {
        signIn: null, name: 'Lampe 19', topic: 'family', lang: 'de', age: '18 bis 26', gender: 'divers', taken: null,
        lines: [
          { by: 'seeker', text: 'Hallo, ich bin vor drei Wochen ausgezogen und seitdem redet meine Familie nicht mehr mit mir. Ich habe das Richtige getan, glaube ich. Trotzdem schaue ich ständig aufs Handy.' },
          { by: 'seeker', text: 'Noch etwas: In zwei Wochen hat mein kleiner Bruder Geburtstag. Ich weiß nicht, ob ich hinfahren soll.' },
        ],
      },
      {
        signIn: null, name: 'Harbour light', topic: 'partner', lang: 'en', age: '27 to 39', gender: 'female', taken: null,
        lines: [{ by: 'seeker', text: 'I moved here for my partner two years ago. My German is not good enough to talk about feelings. We separated in October and I have nobody in this city who knows me without him. Could somebody write with me in English?' }],
      },
    ],
  },
  lux: {
    staff: [
      { name: 'leitung', password: 'leitung im schaufenster', alias: 'Madame Thill', roles: ['counsellor', 'intake', 'lead'] },
      { name: 'marc', password: 'marc im schaufenster', alias: 'Marc', roles: ['counsellor', 'intake'] },
    ],
    letters: [
      {
        signIn: { name: 'Kiesel-8', password: 'kiesel im schaufenster' }, name: 'Kiesel-8', topic: 'lonely', lang: 'de', age: '60 und mehr', gender: 'männlich', taken: 'marc',
        lines: [
          { by: 'seeker', text: 'Guten Tag. Seit meiner Pensionierung sind die Wochen sehr lang geworden. Es ist keine große Sache, aber heute habe ich gemerkt, dass ich seit Freitag mit niemandem gesprochen habe.' },
          { by: 'staff', text: 'Guten Tag,\n\nes ist gut, dass Sie es bemerkt haben, und dass Sie es aufgeschrieben haben. Von Freitag bis heute ist eine lange Zeit. Ich finde, das ist eine Sache.\n\nErzählen Sie mir, wenn Sie mögen: Wie sah eine gute Woche aus, als Sie noch gearbeitet haben?\n\nMarc' },
        ],
      },
      {
        signIn: null, name: 'Copper kettle', topic: 'stress', lang: 'en', age: '18 to 26', gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'First semester, third exam, and I keep pretending to my parents that everything is fine. I am not in danger. I am just very tired of pretending.' }],
      },
      {
        signIn: null, name: 'Fougère-21', topic: 'family', lang: 'fr', age: 'de 40 à 59 ans', gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'Bonjour, mon fils a quitté la maison en septembre pour ses études à Liège. Tout va bien pour lui, et j’en suis vraiment heureuse. Mais le soir, je mets encore trois assiettes sur la table. Mon mari dit que cela passera. J’aimerais en parler à quelqu’un qui prend le temps de lire.' }],
      },
      {
        signIn: null, name: 'Schnéi-12', topic: 'lonely', lang: 'lb', age: '14 bis 17', gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'Moien. Zënter mer geplënnert sinn, kennen ech hei kee méi. An der Paus stinn ech bei der Dier a maachen, wéi wann ech eppes um Handy sichen. Doheem soen ech, et wier flott. Ech wollt et just eng Kéier iergendwou schreiwen.' }],
      },
      {
        signIn: null, name: 'Pinheiro-7', topic: 'family', lang: 'pt', age: '40 a 59', gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'Boa noite. Trabalho nas limpezas, saio às cinco da manhã e volto quando os meus filhos já jantaram. A mais velha deixou de me contar as coisas dela. Não há nenhuma zanga, só silêncio. Queria perceber por onde começar a falar.' }],
      },
      {
        signIn: null, name: 'Ahorn-3', topic: 'stress', lang: 'de', age: null, gender: null, taken: null,
        lines: [{ by: 'seeker', text: 'Ich pflege meine Mutter seit zwei Jahren zu Hause. Ich liebe sie, und ich kann nicht mehr. Beides ist wahr. Geht das anderen auch so?' }],
      },
    ],
  },
};
