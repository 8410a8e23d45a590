from keras import layers, Sequential, Input
n = 3
with open(__file__ if '__file__' in globals() else '/dev/null') as f: n = 4
model = Sequential([Input((3,)), layers.Dense(n)])
