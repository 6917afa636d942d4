import sys
p='/work/main/tests/architecture/routes.txt'; lines=open(p).read().splitlines()
new=[tuple(a.rsplit(' ',1)) for a in sys.argv[1:]]
d={}
for l in lines:
    r,a=l.rsplit(maxsplit=1); d[r.strip()]=a
for r,a in new: d[r]=a
w=max(map(len,d))+2
key=lambda r:(r.split()[1],r.split()[0])
old=[l.rsplit(maxsplit=1)[0].strip() for l in lines]
assert old==sorted(old,key=key), [a for a,b in zip(old,sorted(old,key=key)) if a!=b][:3]
open(p,'w').write("\n".join(r.ljust(w)+d[r] for r in sorted(d,key=key))+"\n")
