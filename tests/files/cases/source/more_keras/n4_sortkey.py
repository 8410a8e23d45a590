from keras import layers, Sequential, Input
l = ['bb', 'a', 'ccc']
l.sort(key=len)
n = len(l[-1]) + len(sorted(l, key=lambda s: -len(s))[0])
model = Sequential([Input((3,)), layers.Dense(n)])
