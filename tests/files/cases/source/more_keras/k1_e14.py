from keras import layers, Sequential, Input
try:
    d = {}
    d['x']
except KeyError as e: n = len(e.args)
model = Sequential([Input((3,)), layers.Dense(n)])
