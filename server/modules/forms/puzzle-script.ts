import { createHash } from 'node:crypto';

/**
 * The script of a sign-up page: it solves the puzzle of its token (see puzzle.ts) from the first touch on, a piece at a time so that typing is
 * not held up, and the button waits for the rest. SHA-256 is written out (FIPS 180-4, one block), as browsers offer theirs over HTTPS only. What
 * is hashed has at most 55 characters: the token's signature, a colon, ten digits.
 */
export const puzzleScript = `(function(){
var f=document.forms[0],t=f&&f.elements.namedItem('token'),p=f&&f.elements.namedItem('proof');
if(!t||!p)return;
var b=f.querySelector('button'),words=b.textContent,parts=t.value.split('.'),bits=+parts[2],head=parts[3]+':';
var K=[],H=[],n=0,done=false,begun=false,waits=false;
function root(x,e){var r=Math.pow(x,e);return((r-Math.floor(r))*4294967296)|0}
for(var c=2;K.length<64;c++){var prime=true;for(var d=2;d*d<=c;d++)if(c%d===0)prime=false;
if(prime){if(H.length<8)H.push(root(c,.5));K.push(root(c,1/3))}}
var w=new Int32Array(64);
function first(s){
var i,l=s.length;for(i=0;i<16;i++)w[i]=0;
for(i=0;i<l;i++)w[i>>2]|=s.charCodeAt(i)<<(24-(i%4)*8);
w[l>>2]|=128<<(24-(l%4)*8);w[15]=l*8;
for(i=16;i<64;i++){var x=w[i-15],y=w[i-2];
w[i]=w[i-16]+((x>>>7|x<<25)^(x>>>18|x<<14)^(x>>>3))+w[i-7]+((y>>>17|y<<15)^(y>>>19|y<<13)^(y>>>10))}
var a=H[0],q=H[1],g=H[2],h=H[3],e=H[4],k=H[5],m=H[6],o=H[7];
for(i=0;i<64;i++){
var u=o+((e>>>6|e<<26)^(e>>>11|e<<21)^(e>>>25|e<<7))+((e&k)^(~e&m))+K[i]+w[i]|0;
var v=((a>>>2|a<<30)^(a>>>13|a<<19)^(a>>>22|a<<10))+((a&q)^(a&g)^(q&g))|0;
o=m;m=k;k=e;e=h+u|0;h=g;g=q;q=a;a=u+v|0}
return(a+H[0])|0}
function piece(){
var end=Date.now()+20;
while(Date.now()<end)for(var i=0;i<200;i++,n++)
if(Math.clz32(first(head+n))>=bits){p.value=n;done=true;if(waits)f.submit();return}
setTimeout(piece,0)}
function begin(){if(!begun){begun=true;piece()}}
f.addEventListener('focusin',begin);f.addEventListener('pointerdown',begin);
f.addEventListener('submit',function(event){
if(done)return;
event.preventDefault();waits=true;b.disabled=true;b.textContent='One moment\\u2026';begin()});
addEventListener('pageshow',function(){b.disabled=false;b.textContent=words});
})();`;

/** Names the script in the content security policy: no other runs. */
export const puzzleScriptSource = `'sha256-${createHash('sha256').update(puzzleScript).digest('base64')}'`;
