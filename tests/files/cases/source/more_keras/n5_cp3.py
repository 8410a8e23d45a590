from keras import layers, Sequential, Input
import copy
a = {'x': [1], 'y': ([2], 3)}; a['self'] = a
b = copy.deepcopy(a)
b['x'].append(4); b['self']['y'][0].append(5)
n = len(a['x']) + len(b['x']) + len(b['y'][0]) + (b['self'] is b) + 2 * (b is a)
model = Sequential([Input((3,)), layers.Dense(n)])
