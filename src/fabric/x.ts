import { openEmbeddedFabric } from '#fabric';
import { systemClock } from '#ambient';
const f = await openEmbeddedFabric({folder: process.argv[2]!, clock: systemClock()});
const kv = f.kv('bench');
console.log('opened');
for (let i=0;i<40;i++) { try { const r = await kv.put(['a',''+i], Buffer.alloc(60000)); console.log(i, r) } catch (e: any) { console.log(i, e.message, e.cause?.message ?? e.cause); if (i > 35) break; } 
 if (process.env.SLOW) await new Promise(r=>setTimeout(r,100)); }
try { console.log(await f.blobs.put(Buffer.alloc(3_000_000))); } catch (e: any) { console.log('blob', e.name, e.message); }
const rows = await kv.scan(['a']); console.log('rows', rows.length);
await f.close(); console.log('closed');
