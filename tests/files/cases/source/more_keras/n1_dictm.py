from keras import layers, Sequential, Input
d = dict(a=1, **{'b': 2}); d.setdefault('c', 3); e = {**d, 'a': 9} | {'z': 1}
n = sum(e.values()) + len(d) + d.pop('zz', 4) + (d.get('q') or 2)
model = Sequential([Input((3,)), layers.Dense(n)])
